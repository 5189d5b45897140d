/** `mqtt` alone, in front of brokers that misbehave. */
import { afterEach, describe, expect, it } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { connector } from '../../../collector/connectors/mqtt.ts';
import { makeDial } from '../../../collector/network/dial.ts';
import type { PushedDocument } from '../../../collector/push-connector.ts';
import type { UpstreamError } from '../../../shared/errors.ts';
import { SECRET } from '../../conformance/connector.ts';
import { MANNERS, startHostileBroker, type HostileBroker } from '../../conformance/hostile-broker.ts';
import { LIMITS, LOOPBACK } from '../../conformance/network.ts';
import { describePushed } from '../../conformance/pushed.ts';

const open: HostileBroker[] = [];
afterEach(async () => {
  for (const broker of open.splice(0)) await broker.close();
});

async function broker(manner: keyof typeof MANNERS): Promise<HostileBroker> {
  const started = await startHostileBroker(MANNERS[manner]);
  open.push(started);
  return started;
}

interface Wanted {
  /** Documents that are waited for; none: until the link fails. */
  readonly documents?: number;
  readonly signal?: AbortSignal;
  readonly deliver?: (document: PushedDocument) => Promise<void>;
}

async function subscribe(url: string, wanted: Wanted = {}): Promise<PushedDocument[]> {
  const { documents = Infinity, signal, deliver = () => Promise.resolve() } = wanted;
  const ending = new AbortController();
  const both = AbortSignal.any([ending.signal, ...(signal === undefined ? [] : [signal])]);
  const came: PushedDocument[] = [];
  const link = connector.subscribe({
    settings: connector.settings.parse({
      url,
      username: 'ioc',
      password: SECRET,
      topics: ['gates/#'],
      keepAliveSeconds: 1,
      maxPayloadBytes: 10_000,
    }),
    signal: both,
    limits: LIMITS,
    timeoutMs: 400,
    subscriber: 'test',
    isTrial: false,
    dial: makeDial(both, LOOPBACK),
    up: () => {},
    deliver: async (document) => {
      came.push(document);
      await deliver(document);
      if (came.length >= documents) setImmediate(() => ending.abort());
    },
  });
  await link.catch((error: unknown) => {
    if (!ending.signal.aborted) throw error;
  });
  return came;
}

const run = (manner: keyof typeof MANNERS, documents?: number) => async () => {
  const { url } = await broker(manner);
  return subscribe(url, documents === undefined ? {} : { documents });
};
const told = (payload: unknown) => ({ topic: 'gates/a', payload, retained: false, isLive: false });
const refused = (why: string) => ({ refused: [`"gates/a": ${why}`] });

describePushed({
  connector,
  secrets: [SECRET, 'go away'],
  cases: {
    happy: { run: run('happy', 1), gives: [told({ n: 1 })] },
    unauthorized: { run: run('unauthorized'), fails: 'auth' },
    forbidden: { run: run('forbidden'), fails: 'auth' },
    crowded: { run: run('crowded'), fails: 'rate-limited' },
    'server error': { run: run('server error'), fails: 'server' },
    timeout: { run: run('timeout'), fails: 'timeout' },
    abort: {
      run: async () => subscribe((await broker('hang')).url, { signal: AbortSignal.timeout(100) }),
      fails: 'timeout',
    },
    hang: { run: run('hang'), fails: 'timeout' },
    drip: { run: run('drip'), fails: 'timeout' },
    malformed: { run: run('malformed'), fails: 'malformed' },
    truncated: { run: run('truncated'), fails: 'unreachable' },
    'wrong charset': {
      run: run('wrong charset', 2),
      gives: [refused('bytes that are no UTF-8'), told({ n: 2 })],
    },
    huge: {
      run: run('huge', 2),
      gives: [refused('a message of 2000012 bytes, more than is read'), told({ n: 3 })],
    },
    empty: {
      run: run('empty', 2),
      gives: [refused('text that is not well-formed JSON'), told({ n: 4 })],
    },
    partial: {
      run: run('partial', 5),
      gives: [
        told({ n: 5 }),
        refused('text that is not well-formed JSON'),
        refused('a number beyond all bounds, like 1e999'),
        refused('nested deeper than 50 levels'),
        told({ n: 6 }),
      ],
    },
    'nobody listens': { run: () => subscribe('mqtt://127.0.0.1:9'), fails: 'unreachable' },
  },
});

describe('a link', () => {
  it.each([
    ['bad packet', 'malformed'],
    ['out of turn', 'malformed'],
    ['huge control', 'too-large'],
    ['taken over', 'client'],
  ] as const)('fails in front of a broker with a %s as %s', async (manner, reason) => {
    await expect(run(manner)()).rejects.toMatchObject({ name: 'UpstreamError', reason });
  });

  it.each(['http://127.0.0.1:1883', 'mqtt:', '127.0.0.1', 'mqtt://'])(
    'is not sought at %s',
    async (address) => {
      await expect(subscribe(address)).rejects.toMatchObject({ reason: 'client' });
    },
  );

  it('does not reach an internal address that the source may not reach', async () => {
    const { url } = await broker('happy');
    const signal = AbortSignal.timeout(2_000);
    const subscription = connector.subscribe({
      settings: connector.settings.parse({ url, topics: ['#'] }),
      signal,
      limits: LIMITS,
      timeoutMs: 400,
      subscriber: 'test',
      isTrial: false,
      dial: makeDial(signal, []),
      up: () => {},
      deliver: () => Promise.resolve(),
    });
    await expect(subscription).rejects.toMatchObject({ reason: 'forbidden-address' } as UpstreamError);
  });

  it('acknowledges a message after it was recorded, and never one that could not be', async () => {
    const { url, acknowledged } = await broker('partial');
    const fails = subscribe(url, {
      deliver: async ({ json }) => {
        await sleep(50);
        expect(acknowledged).not.toContain(5);
        const { payload } = JSON.parse(new TextDecoder().decode(json ?? Buffer.from('{}'))) as {
          payload?: { n: number };
        };
        if (payload?.n === 6) throw new Error('no store');
      },
    });
    await expect(fails).rejects.toThrow('no store');
    await sleep(50);
    expect(acknowledged).toEqual([1, 2, 3, 4]);
  });
});
