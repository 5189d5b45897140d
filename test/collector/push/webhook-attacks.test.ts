/** Webhooks in (S7) as an attacker and as a careless sender would use them, on two collectors and one real Redis. */
import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startCollector, type RunningCollector } from '../../../collector/app.ts';
import { forgetDeliveries } from '../../../collector/push/deliveries.ts';
import { serveWebhooks } from '../../../collector/push/webhook-server.ts';
import { parseHistoryMember, parseLatestEntry } from '../../../shared/latest-entry.ts';
import { redisKeys } from '../../../shared/redis-keys.ts';
import type { SourceHealth } from '../../../shared/source-health.ts';
import { withRedis } from '../../fixtures/redis.ts';
import { tinyConfig } from '../../fixtures/tiny-config.ts';

const redis = withRedis({ appendonly: true, appendfsync: 'always' });
const log = pino({ level: process.env['LOG_LEVEL'] ?? 'silent' });

const KEY = `whsec_${Buffer.from('a key of the petitions office').toString('base64')}`;
const OLD_KEY = 'the-key-of-last-year-0123456789';
const FOREIGN_KEY = 'somebody-elses-key-0123456789';
const MAPPING = `mapping: '{ "observations": points.{ "indicator": "cars", "place": $province, "value": n, "observedAt": atMs } }'`;
const source = (id: string, settings: string, more = '') => ({
  id,
  domain: 'roads' as const,
  yaml: `connector: webhook\neverySeconds: 60\n${more}\nsettings: { ${settings} }\n${MAPPING}`,
});
const SOURCES = [
  source('office', `keys: ['\${KEY}', '\${OLD_KEY}']`),
  source('busy', `keys: ['\${KEY}'], perMinute: 6`),
  source('flooded', `keys: ['\${KEY}'], perMinute: 6`),
  source('small', `keys: ['\${KEY}']`, 'limits: { maxBytes: 1000 }'),
  source('keyless', `keys: ['\${NO_SUCH_KEY}']`),
  source('weak', `keys: ['whsec_!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!']`),
];

interface Door {
  readonly url: string;
  readonly collector: RunningCollector;
  close(): Promise<void>;
}
const doors: Door[] = [];

async function openDoor(): Promise<Door> {
  const environment = { KEY, OLD_KEY };
  const config = tinyConfig(SOURCES);
  const collector = await startCollector({ config, redisUrl: redis().url, environment, log });
  const server = await serveWebhooks({ port: 0, host: '127.0.0.1', ...collector.inbound });
  const close = async () => {
    await server.close();
    await collector.close();
  };
  const door = { url: server.url, collector, close };
  doors.push(door);
  return door;
}

let first: Door;
beforeAll(async () => {
  first = await openDoor();
});
afterEach(async () => {
  for (const door of doors.splice(1)) await door.close();
  await redis().connect().flushall();
});
afterAll(() => first.close());

interface Sent {
  readonly id?: string;
  readonly atMs?: number;
  readonly key?: string;
  readonly body?: string;
  /** What is sent where it differs from what was signed. */
  readonly sentBody?: string;
  readonly signature?: string;
  readonly source?: string;
  readonly door?: Door;
  readonly headers?: Record<string, string>;
}

const T0 = Date.now() - 60_000;
const body = (n: number, atMs = T0) => JSON.stringify({ points: [{ n, atMs }] });
const sign = (id: string, seconds: number, text: string, key = KEY) => {
  const bytes = key.startsWith('whsec_') ? Buffer.from(key.slice(6), 'base64') : Buffer.from(key);
  return `v1,${createHmac('sha256', bytes).update(`${id}.${seconds}.${text}`).digest('base64')}`;
};

async function post(sent: Sent = {}) {
  const { id = 'msg_1', atMs = Date.now(), key, body: text = body(1), door = first } = sent;
  const seconds = Math.floor(atMs / 1000);
  const answer = await fetch(`${door.url}/in/${sent.source ?? 'office'}`, {
    method: 'POST',
    body: sent.sentBody ?? text,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(seconds),
      'webhook-signature': sent.signature ?? sign(id, seconds, text, key),
      ...sent.headers,
    },
  });
  const said = (await answer.json()) as Record<string, unknown>;
  expect(JSON.stringify(said)).not.toMatch(/whsec_|key-of-last-year|somebody-elses/);
  return { status: answer.status, said, retryAfter: answer.headers.get('retry-after') };
}

const store = () => redis().connect();
const latest = async () => {
  const text = await store().hget(redisKeys.latest('roads'), 'cars|tiny');
  return text === null ? undefined : parseLatestEntry(text).value;
};
const history = async () =>
  (await store().zrange(redisKeys.history('roads', 'cars|tiny'), '0', '-1')).map(parseHistoryMember);
const healthOf = async (id: string) =>
  JSON.parse((await store().hget(redisKeys.health('roads'), id)) ?? '{}') as Partial<SourceHealth>;

describe('a delivery that is right', () => {
  it('is recorded before it is answered', async () => {
    expect(await post()).toMatchObject({ status: 200, said: { accepted: 1, refused: 0, refusals: [] } });
    expect(await latest()).toBe(1);
    expect(await healthOf('office')).toMatchObject({ outcome: 'ok', observed: 1 });
  });

  it('may be signed by either of two keys while they are changed, or by both', async () => {
    expect((await post({ key: OLD_KEY })).status).toBe(200);
    const seconds = Math.floor(Date.now() / 1000);
    const text = body(2, T0 + 1);
    const both = `v1,AAAA v1a,xyz ${sign('msg_2', seconds, text, KEY)}`;
    expect((await post({ id: 'msg_2', body: text, signature: both })).status).toBe(200);
    expect(await latest()).toBe(2);
  });

  it('is told what was refused of it, and why', async () => {
    const text = JSON.stringify({
      points: [
        { n: 1, atMs: T0 },
        { n: 'many', atMs: T0 },
      ],
    });
    const { status, said } = await post({ body: text });
    expect(status).toBe(200);
    expect(said).toEqual({ accepted: 1, refused: 1, refusals: ['cars at tiny: "many" is no number'] });
  });

  it('is answered the same when it comes again, at another collector too, and changes nothing', async () => {
    const second = await openDoor();
    const told = await post({ body: body(1) });
    // A correction of the same fact; then the first delivery again, freshly signed.
    expect((await post({ id: 'msg_2', body: body(2) })).status).toBe(200);
    const before = await history();
    expect(before.map(({ value }) => value)).toEqual(['1', '2'].map(Number));
    for (const door of [first, second])
      expect(await post({ body: body(1), door, atMs: Date.now() + 2_000 })).toEqual(told);
    expect(await history()).toEqual(before);
    expect(await latest()).toBe(2);
  });

  it('is recorded once when two collectors get it at the same moment', async () => {
    const second = await openDoor();
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, at) => post({ door: at % 2 === 0 ? first : second })),
    );
    expect(new Set(answers.map(({ said }) => JSON.stringify(said))).size).toBe(1);
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(await history()).toHaveLength(1);
  });

  it('is not answered well while it cannot be recorded, and is when the store is back', async () => {
    await post();
    await redis().kill();
    const waiting = post({ id: 'msg_2', body: body(2, T0 + 1) });
    const early = await Promise.race([waiting.then(() => 'answered'), sleep(500, 'waits')]);
    expect(early).toBe('waits');
    await redis().restart();
    expect((await waiting).status).toBe(200);
    expect(await latest()).toBe(2);
  });

  it('is forgotten after an hour, so that the memory of ids stays bounded', async () => {
    await post();
    expect(await forgetDeliveries(store(), ['roads'], Date.now() + 3_500_000)).toBe(0);
    expect(await store().hlen(redisKeys.deliveries('roads'))).toBe(1);
    expect(await forgetDeliveries(store(), ['roads'], Date.now() + 3_700_000)).toBe(1);
    expect(await store().exists(redisKeys.deliveries('roads'))).toBe(0);
  });
});

describe('a delivery that is forged or replayed', () => {
  const seconds = Math.floor(Date.now() / 1000);
  const good = sign('msg_1', seconds, body(1));
  const forgeries: readonly [string, Sent][] = [
    ['another key', { key: FOREIGN_KEY }],
    ['the body changed', { sentBody: body(999) }],
    ['a letter of the body changed in case', { sentBody: body(1).replace('n', 'N') }],
    ['the id changed', { id: 'msg_2', signature: good, atMs: seconds * 1000 }],
    ['the time changed', { signature: good, atMs: (seconds + 1) * 1000 }],
    ['a signature that is too short', { signature: good.slice(0, 20) }],
    ['a signature that is too long', { signature: `${good}AAAA` }],
    ['an empty signature', { signature: 'v1,' }],
    ['no version', { signature: good.slice(3) }],
    ['another version', { signature: good.replace('v1,', 'v2,') }],
    ['many wrong signatures before the right one', { signature: `${'v1,AAAA '.repeat(50)}${good}` }],
    ['a time of six minutes ago', { atMs: Date.now() - 360_000 }],
    ['a time in six minutes', { atMs: Date.now() + 360_000 }],
    ['a time that is no number', { headers: { 'webhook-timestamp': '1e9' } }],
    ['a negative time', { headers: { 'webhook-timestamp': '-5' } }],
    ['an id with a dot, by which the signed text could be read in two ways', { id: `msg.${seconds}` }],
    ['an id that is too long', { id: 'm'.repeat(129) }],
  ];

  it.each(forgeries)('is turned away: %s', async (_what, sent) => {
    const { status, said } = await post(sent);
    expect(status).toBe(401);
    expect(said).toEqual({ error: 'auth', message: expect.any(String) });
    expect(await latest()).toBeUndefined();
    // Who proved nothing cannot mark the source either.
    expect((await healthOf('office')).outcome).toBeUndefined();
  });

  it('is turned away without any of its headers', async () => {
    const answer = await fetch(`${first.url}/in/office`, { method: 'POST', body: body(1) });
    expect(answer.status).toBe(401);
  });

  it('is a conflict when an id comes again with another body', async () => {
    await post();
    expect(await post({ body: body(2) })).toMatchObject({ status: 409, said: { error: 'conflict' } });
    expect(await latest()).toBe(1);
  });

  it('finds no door at unknown sources, other paths and other methods', async () => {
    expect(await post({ source: 'nobody' })).toMatchObject({
      status: 404,
      said: { error: 'unknown-source' },
    });
    for (const path of ['/', '/in/', '/in/office/', '/in/../healthz', '/metrics', '/healthz', '/in/%6fffice'])
      expect((await fetch(first.url + path)).status).toBe(404);
    expect((await fetch(`${first.url}/in/office`)).status).toBe(405);
  });

  it('proves nothing where our own key is missing or no key', async () => {
    expect((await post({ source: 'keyless' })).status).toBe(503);
    expect(await healthOf('keyless')).toMatchObject({
      outcome: 'client',
      message: expect.stringContaining('NO_SUCH_KEY'),
    });
    const seconds0 = Math.floor(Date.now() / 1000);
    const empty = `v1,${createHmac('sha256', '')
      .update(`msg_1.${seconds0}.${body(1)}`)
      .digest('base64')}`;
    expect((await post({ source: 'weak', signature: empty, atMs: seconds0 * 1000 })).status).toBe(503);
    expect(await latest()).toBeUndefined();
  });
});

describe('a delivery that is bad or too much', () => {
  it.each([
    ['no JSON', '{"points":'],
    ['empty', ''],
    ['too deep', '['.repeat(10_000)],
    ['beyond all numbers', '{"points":[{"n":1e999,"atMs":1}]}'],
    ['deep JSON', `${'['.repeat(200)}${']'.repeat(200)}`],
  ])('is refused when it is %s, and marks the source, for its sender is proved', async (_what, text) => {
    expect(await post({ body: text })).toMatchObject({ status: 422, said: { error: 'malformed' } });
    expect((await healthOf('office')).outcome).toBe('malformed');
    // The same id may bring it mended.
    expect((await post({ body: body(3) })).status).toBe(200);
    expect((await healthOf('office')).outcome).toBe('ok');
  });

  it('is refused when it is too large, without being read to the end', async () => {
    const huge = body(1) + ' '.repeat(2_000_000);
    await expect(post({ body: huge })).resolves.toMatchObject({ status: 413 });
    expect((await post({ body: body(1) + ' '.repeat(2_000), source: 'small' })).status).toBe(413);
    expect(await latest()).toBeUndefined();
  });

  it('is refused without a length once it grows too large', async () => {
    const endless = new ReadableStream<Uint8Array>({
      pull: (to) => to.enqueue(new Uint8Array(65_536).fill(32)),
    });
    const sending = fetch(`${first.url}/in/office`, {
      method: 'POST',
      body: endless,
      duplex: 'half',
    } as RequestInit);
    // The connection may break before the answer is read: either way it ends.
    const status = await sending.then((answer) => answer.status).catch(() => 'broken');
    expect([413, 'broken']).toContain(status);
  });

  it('is refused when it is compressed', async () => {
    expect((await post({ headers: { 'content-encoding': 'gzip' } })).status).toBe(415);
  });

  it('is given up when its body drips', async () => {
    const socket = connect(Number(new URL(first.url).port), '127.0.0.1');
    let said = '';
    socket.on('data', (chunk: Buffer) => (said += chunk.toString()));
    socket.write('POST /in/office HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n');
    const drip = setInterval(() => socket.write('x'), 500);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => {});
    const startMs = Date.now();
    // Meanwhile others are served.
    expect((await post()).status).toBe(200);
    await closed;
    clearInterval(drip);
    expect(Date.now() - startMs).toBeLessThan(14_000);
    expect(said).toMatch(/408/);
  });

  it('is put off when its source sends more often than it may', async () => {
    const answers = [];
    for (let n = 0; n < 4; n += 1)
      answers.push(await post({ source: 'busy', id: `m${n}`, body: body(n, T0 + n) }));
    expect(answers.map(({ status }) => status)).toEqual([200, 429, 429, 429]);
    expect(Number(answers[1]!.retryAfter)).toBeGreaterThan(5);
    // The same again is no new one.
    expect((await post({ source: 'busy', id: 'm0', body: body(0) })).status).toBe(200);
    // Another source is not put off by it.
    expect((await post({ id: 'other' })).status).toBe(200);
  });

  it('cannot use up the rate of a source that it does not belong to', async () => {
    for (let n = 0; n < 30; n += 1)
      expect((await post({ source: 'flooded', key: FOREIGN_KEY, id: `forged${n}` })).status).toBe(401);
    expect((await post({ source: 'flooded' })).status).toBe(200);
  });
});
