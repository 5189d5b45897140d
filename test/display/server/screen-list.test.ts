import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { ScreenRegistry } from '../../../display/server/screens/screen-registry.ts';
import { SharedScreens } from '../../../display/server/screens/shared-screens.ts';
import { redisKeys } from '../../../shared/redis-keys.ts';
import { screenState, type ScreenRecord } from '../../../shared/socket.ts';
import { DisplayRig, isEqualToServer, until } from '../../fixtures/display-rig.ts';
import { withRedis } from '../../fixtures/redis.ts';

const redis = withRedis();
let rig: DisplayRig | undefined;
afterEach(async () => {
  await rig?.stop();
  rig = undefined;
});

const NOW_MS = 1_800_000_000_000;
const screen = (id: string) => ({ id, kind: 'wall' }) as const;

async function open() {
  await redis().connect().flushall();
  rig = new DisplayRig(redis());
  await rig.observe('gates', { indicator: 'queue', place: 'c1', value: 1, observedAtMs: Date.now() });
  const display = await rig.start();
  const client = rig.screen(display);
  await until('it is there', () => isEqualToServer(client, display, 'gates'));
  const state = client.states.get('gates');
  await sleep(300);
  client.report({ hashes: [['gates', state?.cursor ?? '', 'f'.repeat(64)]] });
  const differing = async () => {
    const text = await (await fetch(`${display.url}/metrics`)).text();
    return /^wall_screens_differing\{domain="gates"\} (\d+)$/m.exec(text)?.[1];
  };
  await until('it differs', async () => (await differing()) === '1', 5_000);
  return { display, client, differing };
}

describe('the registry of a server', () => {
  it('lists a socket that calls itself by another name once, under the last one', () => {
    const registry = new ScreenRegistry('server', () => undefined);
    for (let n = 0; n < 3_000; n += 1) registry.greet('socket', screen(`screen-${n}`), '::1', NOW_MS);
    const states = registry.list(NOW_MS).map((one) => screenState(one, NOW_MS));
    expect(states.filter((state) => state !== 'disconnected')).toHaveLength(1);
    expect(states.length).toBeLessThanOrEqual(2_001);
    registry.leave('socket', NOW_MS);
    expect(registry.get('screen-2999')?.disconnectedAtMs).toBe(NOW_MS);
  });

  it('keeps a screen that went on to a second socket when the first calls itself otherwise', () => {
    const registry = new ScreenRegistry('server', () => undefined);
    registry.greet('first', screen('screen-a'), '::1', NOW_MS);
    registry.greet('second', screen('screen-a'), '::1', NOW_MS);
    registry.greet('first', screen('screen-b'), '::1', NOW_MS);
    expect(registry.get('screen-a')?.disconnectedAtMs).toBeUndefined();
    expect(registry.get('screen-b')?.disconnectedAtMs).toBeUndefined();
  });
});

describe('the list that all servers share', () => {
  it('learns that a screen left, also when Redis was slow to take its last report', async () => {
    const client = redis().connect();
    await client.flushall();
    const shared: SharedScreens = new SharedScreens(
      client,
      () => registry,
      Date.now,
      pino({ level: 'silent' }),
    );
    const registry = new ScreenRegistry('server', (id) => shared.note(id));
    const kept = async () =>
      JSON.parse((await client.hget(redisKeys.screens(), 'screen-a')) ?? '{}') as Partial<ScreenRecord>;
    shared.start();
    try {
      registry.greet('socket', screen('screen-a'), '::1', Date.now());
      await until('it is written', async () => (await kept()).id === 'screen-a');
      await redis().connect().call('CLIENT', 'PAUSE', '1700', 'WRITE');
      registry.report('socket', { drawn: 1, ageMs: 1 }, new Map(), Date.now());
      await sleep(700);
      registry.leave('socket', Date.now());
      await sleep(3_000);
      expect(await kept()).toHaveProperty('disconnectedAtMs');
    } finally {
      await shared.stop();
    }
  });
});

describe('the metrics of the screens', () => {
  it('count each screen once, however many ask at one moment', async () => {
    const { differing } = await open();
    // The list of the other servers is read anew by the first who asks, who waits for it while the rest are answered.
    await sleep(1_100);
    await redis().connect().call('CLIENT', 'PAUSE', '400', 'ALL');
    const counts = await Promise.all(Array.from({ length: 6 }, differing));
    expect(counts).toEqual(Array.from({ length: 6 }, () => '1'));
  });

  it('count no screen as differing that is gone', async () => {
    const { client, differing } = await open();
    client.close();
    await sleep(500);
    expect(await differing()).toBe('0');
  });
});
