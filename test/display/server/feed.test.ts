import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { domainStateHash, type DomainState } from '../../../shared/domain-state.ts';
import { redisKeys } from '../../../shared/redis-keys.ts';
import { loadDomain } from '../../../display/server/feed/load-domain.ts';
import { DisplayRig, isEqualToServer, report, until } from '../../fixtures/display-rig.ts';
import { withRedis } from '../../fixtures/redis.ts';

const redis = withRedis({ appendonly: true, appendfsync: 'always' });
let rig: DisplayRig | undefined;

const open = async () => {
  await redis().connect().flushall();
  rig = new DisplayRig(redis());
  return rig;
};
afterEach(async () => {
  await rig?.stop();
  rig = undefined;
});

const queue = (value: number, place = 'c1', observedAtMs = Date.now()) => ({
  indicator: 'queue',
  place,
  value,
  observedAtMs,
});

const storeHash = async () => domainStateHash(await loadDomain(redis().connect(), 'gates'));

describe('following the store', () => {
  it('gives a screen a snapshot and then a frame for every change, without a gap', async () => {
    const wall = await open();
    await wall.observe('gates', queue(1));
    const display = await wall.start();
    const screen = wall.screen(display);
    await until('a first value', () => screen.states.get('gates')?.readings.get('queue|c1')?.value === 1);
    for (let value = 2; value <= 6; value += 1) await wall.observe('gates', queue(value));
    await until('the last value', () => screen.states.get('gates')?.readings.get('queue|c1')?.value === 6);
    const frames = screen.heard.filter((heard) => heard.kind === 'frame');
    expect(frames.length).toBeGreaterThan(0);
    expect(frames.every((heard) => heard.kind === 'frame' && heard.fits)).toBe(true);
    expect(screen.hashOf('gates')).toBe(await storeHash());
  });

  it('says nothing when a poll changes nothing', async () => {
    const wall = await open();
    const observed = queue(1);
    await wall.observe('gates', observed);
    const display = await wall.start();
    const screen = wall.screen(display);
    await until('a first value', () => screen.states.get('gates')?.readings.size === 1);
    await wall.record({ domain: 'gates', report: report('timeout') });
    await until('the failure', () => screen.states.get('gates')?.failures.get('gates-api') === 'timeout');
    const ofGates = () =>
      screen.heard.filter((heard) => heard.kind !== 'refresh' && heard.domain === 'gates');
    const heard = ofGates().length;
    const cursor = screen.states.get('gates')?.cursor;
    await wall.record({ domain: 'gates', report: report('timeout') });
    await wall.record({ domain: 'gates', report: report('timeout') });
    await sleep(300);
    expect(ofGates().length).toBe(heard);
    await wall.record({ domain: 'gates', report: report('ok') });
    await until('the recovery', () => screen.states.get('gates')?.failures.size === 0);
    const last = ofGates().at(-1);
    // The entries that changed nothing were folded: the next frame continues from the announced cursor.
    expect(last?.kind === 'frame' && last.frame.f).toBe(cursor);
    expect(last?.kind === 'frame' && last.fits).toBe(true);
  });

  it('loads sources in error, events and pictures with the state', async () => {
    const wall = await open();
    await wall.record({
      domain: 'gates',
      observations: [queue(3)],
      events: [
        {
          id: 'v1',
          domain: 'gates',
          kind: 'vehicle',
          place: 'c1',
          atMs: Date.now(),
          text: 'xe 12A',
          source: 'gates-api',
        },
      ],
      pictures: [{ place: 'cam1', atMs: Date.now(), bytes: new Uint8Array([255, 216]), keepMs: 60_000 }],
      report: report('malformed'),
    });
    const display = await wall.start();
    const screen = wall.screen(display);
    const state = await until('a state', () => screen.states.get('gates'));
    expect(state.failures.get('gates-api')).toBe('malformed');
    expect(state.events.map(({ id, source }) => [id, source])).toEqual([['v1', 'gates-api']]);
    expect([...state.pictures.keys()]).toEqual(['cam1']);
  });
});

describe('when the stream is not the one it was', () => {
  const kinds: { name: string; ruin: (wall: DisplayRig) => Promise<unknown> }[] = [
    {
      name: 'another epoch',
      ruin: async (wall) => {
        await redis().connect().set(redisKeys.epoch('gates'), 'restored');
        await wall.observe('gates', queue(7));
      },
    },
    { name: 'everything flushed and nothing written since', ruin: () => redis().connect().flushall() },
    {
      name: 'everything flushed and written anew',
      ruin: async (wall) => {
        await redis().connect().flushall();
        await wall.observe('gates', queue(8));
      },
    },
    {
      name: 'Redis killed and back',
      ruin: async (wall) => {
        await redis().restart();
        await wall.observe('gates', queue(9));
      },
    },
    {
      name: 'a tail lost in a crash',
      ruin: async () => {
        const client = redis().connect();
        const entries = await client.xrange(redisKeys.changes('gates'), '-', '+');
        const latest = await client.hgetall(redisKeys.latest('gates'));
        const epoch = (await client.get(redisKeys.epoch('gates'))) ?? '';
        // What a restart from an older file looks like: the stream ends before our cursor.
        const script = `
          redis.call('DEL', KEYS[1], KEYS[2])
          redis.call('XADD', KEYS[1], ARGV[1], 'e', ARGV[2], 's', 'gates-api', 'c', '1', 'r', 'ok')
          redis.call('HSET', KEYS[2], 'queue|c1', ARGV[3])
          return 1`;
        const first = entries[0]?.[0] ?? '1-1';
        const older = (latest['queue|c1'] ?? '').replace(/(\[.*),3,/, '$1,2,');
        await client.eval(
          script,
          2,
          redisKeys.changes('gates'),
          redisKeys.latest('gates'),
          first,
          epoch,
          older,
        );
      },
    },
  ];

  it.each(kinds)('brings every screen to the state of the store: $name', async ({ ruin }) => {
    const wall = await open();
    await wall.observe('gates', queue(1));
    await wall.observe('gates', queue(2));
    await wall.observe('gates', queue(3));
    const display = await wall.start();
    const screen = wall.screen(display);
    await until('the state', () => screen.states.get('gates')?.readings.get('queue|c1')?.value === 3);
    await ruin(wall);
    await until(
      'the store and the screen are equal',
      async () => screen.hashOf('gates') === (await storeHash()),
    );
    // And it goes on from there.
    await wall.observe('gates', queue(50, 'c2'));
    await until('the next value', () => screen.states.get('gates')?.readings.get('queue|c2')?.value === 50);
    expect(screen.hashOf('gates')).toBe(await storeHash());
  });

  it('does not skip what was trimmed before it was read', async () => {
    const wall = await open();
    await wall.observe('gates', queue(1));
    const display = await wall.start();
    const screen = wall.screen(display);
    await until('the state', () => screen.states.get('gates')?.readings.size === 1);
    const client = redis().connect();
    // In one transaction, so that the feed sees only what is left after the trim.
    const changes = redisKeys.changes('gates');
    const row = (place: string, value: number) => `["queue","${place}",${value},${Date.now()}]`;
    const epoch = (await client.get(redisKeys.epoch('gates'))) ?? '';
    const entry = (place: string, value: number) =>
      ['e', epoch, 's', 'gates-api', 'c', String(Date.now()), 'r', 'ok', 'o', row(place, value)] as const;
    await client
      .multi()
      .hset(
        redisKeys.latest('gates'),
        'queue|c2',
        `${Date.now()} 1 22 gates-api ${Date.now()} ${row('c2', 22)}`,
      )
      .xadd(changes, '*', ...entry('c2', 22))
      .hset(
        redisKeys.latest('gates'),
        'queue|c3',
        `${Date.now()} 1 33 gates-api ${Date.now()} ${row('c3', 33)}`,
      )
      .xadd(changes, '*', ...entry('c3', 33))
      .xtrim(changes, 'MAXLEN', 1)
      .exec();
    await until('both values', () => {
      const readings = screen.states.get('gates')?.readings;
      return readings?.get('queue|c2')?.value === 22 && readings.get('queue|c3')?.value === 33;
    });
    expect(screen.hashOf('gates')).toBe(await storeHash());
  });

  it('keeps serving what is known while Redis is away, and does not make it younger', async () => {
    const wall = await open();
    await wall.observe('gates', queue(1));
    const display = await wall.start();
    const first = wall.screen(display);
    await until('the state', () => first.states.get('gates')?.readings.size === 1);
    const known = first.states.get('gates')?.readings.get('queue|c1');
    await redis().kill();
    const second = wall.screen(display);
    const held = await until<DomainState>('a screen that comes during the outage', () =>
      second.states.get('gates'),
    );
    expect(held.readings.get('queue|c1')).toEqual(known);
    const before = second.welcome?.serverNowMs ?? 0;
    await sleep(200);
    const third = wall.screen(display);
    const later = await until('time goes on', () => third.welcome?.serverNowMs);
    expect(later - before).toBeGreaterThanOrEqual(150);
    await redis().restart();
    await wall.observe('gates', queue(2));
    await until('all follow again', () =>
      [first, second, third].every((one) => isEqualToServer(one, display, 'gates')),
    );
  });
});
