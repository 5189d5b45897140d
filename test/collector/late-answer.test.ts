/** Fencing: a collector that was frozen, or cut off, comes back with an answer that others have overtaken. */
import { describe, expect, it } from 'vitest';
import { MAX_BATCH } from '../../collector/record-batch.ts';
import { parseProgress } from '../../collector/progress.ts';
import { Recorder } from '../../collector/record.ts';
import type { RecordBatch } from '../../collector/record-batch.ts';
import { parseLatestEntry } from '../../shared/latest-entry.ts';
import { redisKeys } from '../../shared/redis-keys.ts';
import { withRedis } from '../fixtures/redis.ts';
import { makeWorld, of, OK, T } from './record-world.ts';

const redis = withRedis();
const world = () => makeWorld(redis().connect());
const step = (before: string, next: string, field = 'a') => ({ field, before, next });
const SUCCESS: RecordBatch['gate'] = {
  field: 'a/gate',
  step: 'success',
  breaker: { failures: 5, halfOpenAfterMs: 1_000 },
};
const event = (text: string) => ({ id: 'e1', domain: 'any', kind: 'post', atMs: T, text, source: 'a' });

describe('fencing', () => {
  it('a late answer of a frozen collector changes nothing', async () => {
    const { client, domain, record, latest, history, changes, health } = world();
    await record({ observations: [of(T - 1, 1)], progress: step('', 'p1') });
    const inTime = { observations: [of(T, 12)], events: [event('new')], progress: step('p1', 'p2') };
    await record(inTime);
    const before = await health();
    const late = await record({
      observations: [of(T, 10), of(T - 5, 9)],
      events: [event('old')],
      pictures: [{ place: 'cam-1', bytes: Uint8Array.of(0xff), keepMs: 1_000 }],
      report: { ...OK, outcome: 'timeout' },
      progress: step('p1', 'p2 of the frozen'),
    });
    expect(late).toMatchObject({ verdict: 'fenced', changes: [] });
    expect([late.observations, late.events, late.pictures]).toEqual([
      ['fenced', 'fenced'],
      ['fenced'],
      ['fenced'],
    ]);
    expect((await latest('xe-ton', 'huu-nghi'))?.value).toBe(12);
    expect((await history('xe-ton', 'huu-nghi')).map((point) => point.value)).toEqual([1, 12]);
    expect(await client.hget(redisKeys.events(domain), 'e1')).toContain('new');
    expect(await client.exists(redisKeys.picture(domain, 'cam-1'))).toBe(0);
    expect(await changes()).toHaveLength(2);
    expect(await health()).toEqual(before);
    expect(await client.hget(redisKeys.progress(domain), 'a')).toBe('p2');
  });

  it('keeps the moments that a late poll alone saw, and lets them correct nothing', async () => {
    const { client, domain, record, latest, history, changes, health } = world();
    await record({ observations: [of(T - 1, 1)], progress: step('', 'p1') });
    await record({ observations: [of(T, 12)], progress: step('p1', 'p2') });
    const before = await health();
    const late = await record({
      observations: [of(T, 10), of(T - 5, 9), of(T + 5, 13)],
      events: [event('old')],
      progress: step('p1', 'p2 of the other'),
      gate: SUCCESS,
    });
    expect(late).toMatchObject({ verdict: 'fenced', observations: ['fenced', 'older', 'newer'] });
    expect((await history('xe-ton', 'huu-nghi')).map((point) => point.value)).toEqual([9, 1, 12, 13]);
    expect((await latest('xe-ton', 'huu-nghi'))?.value).toBe(13);
    expect(await changes()).toHaveLength(3);
    expect(await client.exists(redisKeys.events(domain))).toBe(0);
    expect(await health()).toEqual(before);
    expect(await client.hget(redisKeys.progress(domain), 'a')).toBe('p2');
  });

  it('keeps nothing of a late period, whose newest word is known by when it came', async () => {
    const { record, history } = world();
    const month = (value: number) => of(T, value, { period: '2026-09' });
    await record({ observations: [month(1)], progress: step('', 'p1') });
    await record({ observations: [month(2)], progress: step('p1', 'p2') });
    const other = of(T, 3, { period: '2026-10' });
    const late = await record({ observations: [other], progress: step('p1', 'late'), gate: SUCCESS });
    expect(late.observations).toEqual(['fenced']);
    expect((await history('xe-ton', 'huu-nghi')).map((point) => point.value)).toEqual([1, 2]);
  });

  it('holds for every part of a large late answer', async () => {
    const { record, history } = world();
    await record({ observations: [of(T, 1)], progress: step('', 'p1') });
    const observations = Array.from({ length: MAX_BATCH + 1 }, (_, at) => of(T + 1 + at, at));
    const late = await record({ observations, progress: step('', 'p1 of the frozen') });
    expect(late.verdict).toBe('fenced');
    expect(new Set(late.observations)).toEqual(new Set(['fenced']));
    expect(await history('xe-ton', 'huu-nghi')).toHaveLength(1);
  });

  it('knows a batch that is sent again because its reply was lost', async () => {
    const { client, domain, record, changes, health } = world();
    const observations = Array.from({ length: MAX_BATCH + 1 }, (_, at) => of(T + at, at));
    const batch = { observations, progress: step('', 'p1') };
    expect((await record(batch)).verdict).toBe('applied');
    const before = [await changes(), await health()];
    const again = await record(batch);
    expect(again.verdict).toBe('repeat');
    expect(new Set(again.observations)).toEqual(new Set(['repeat']));
    expect([await changes(), await health()]).toEqual(before);
    expect(await client.hget(redisKeys.progress(domain), 'a')).toBe('p1');
  });

  it('does not set the past against the live poll', async () => {
    const { record, history } = world();
    await record({ observations: [of(T, 2)], progress: step('', 'p1') });
    const past = { observations: [of(T - 9, 1)], report: undefined, progress: step('', 'owed', 'a/past') };
    expect((await record(past)).verdict).toBe('applied');
    expect((await record({ observations: [of(T + 1, 3)], progress: step('p1', 'p2') })).verdict).toBe(
      'applied',
    );
    expect((await history('xe-ton', 'huu-nghi')).map((point) => point.value)).toEqual([1, 2, 3]);
  });

  it('lets a failure that is in time mark its source and make no step', async () => {
    const { client, domain, record, health } = world();
    await record({ progress: step('', 'p1') });
    const report = { ...OK, outcome: 'timeout' as const };
    expect((await record({ report, progress: step('p1', 'p1') })).verdict).toBe('applied');
    expect((await health()).outcome).toBe('timeout');
    expect(await client.hget(redisKeys.progress(domain), 'a')).toBe('p1');
  });
});

describe('a batch of several parts', () => {
  const COUNT = 2 * MAX_BATCH + 1;
  const progress = (poll: number) =>
    JSON.stringify({ config: 'c', poll, validators: { etag: `"${poll}"` }, collectedToMs: T });
  /** The same facts with a value of one's own. */
  const batch = (domain: string, value: number, next = progress(2)): RecordBatch => ({
    domain,
    source: 'a',
    observations: Array.from({ length: COUNT }, (_, at) => of(T, value, { place: `p${at}` })),
    events: [],
    pictures: [],
    report: OK,
    progress: step(progress(1), next),
  });

  it('by one collector lets those of another in neither between its parts nor over them', async () => {
    const { client, domain, record } = world();
    await record({ progress: step('', progress(1)) });
    const recorders = [client, redis().connect()].map((one) => new Recorder(one, 'Asia/Ho_Chi_Minh'));
    const results = await Promise.all(
      recorders.map((one, at) => one.record(batch(domain, at, progress(2 + at)))),
    );
    expect(results.map((result) => result.verdict).toSorted()).toEqual(['applied', 'fenced']);
    const winner = results.findIndex((result) => result.verdict === 'applied');
    const entries = Object.values(await client.hgetall(redisKeys.latest(domain)));
    expect(entries).toHaveLength(COUNT);
    expect(new Set(entries.map((text) => parseLatestEntry(text).value))).toEqual(new Set([winner]));
    expect(await client.hget(redisKeys.progress(domain), 'a')).toBe(progress(2 + winner));
  });

  it('that breaks off leaves the source to be asked anew, without what would let it say "unchanged"', async () => {
    const { client, domain, record } = world();
    await record({ progress: step('', progress(1)) });
    let calls = 0;
    const cutOff = new Proxy(client, {
      get: (target, name: keyof typeof client) =>
        name === 'evalsha' && (calls += 1) > 1
          ? () => Promise.reject(new Error('killed'))
          : Reflect.get(target, name),
    });
    await expect(new Recorder(cutOff, 'Asia/Ho_Chi_Minh').record(batch(domain, 1))).rejects.toThrow('killed');
    const left = (await client.hget(redisKeys.progress(domain), 'a')) ?? '';
    expect(parseProgress(left)).toMatchObject({ poll: 1, collectedToMs: T });
    expect(parseProgress(left)).not.toHaveProperty('validators');
    const after = await record({ ...batch(domain, 2), progress: step(left, progress(2)) });
    expect(after.verdict).toBe('applied');
  });
});
