/** What the record leaves in the store: values, changes, bounds, events, pictures, health. */
import { describe, expect, it } from 'vitest';
import {
  MAX_BATCH,
  MAX_CORRECTIONS,
  MAX_EVENTS,
  TRIM_STEP_MS,
  type PollReport,
} from '../../collector/record-batch.ts';
import { parseEventEntry } from '../../shared/change-entry.ts';
import { DEFAULT_HOT_PERIODS } from '../../shared/config/retention.ts';
import type { WallEvent } from '../../shared/observation.ts';
import { redisKeys } from '../../shared/redis-keys.ts';
import { withRedis } from '../fixtures/redis.ts';
import { makeWorld, month, of, OK, T } from './record-world.ts';

const redis = withRedis();
const world = () => makeWorld(redis().connect());

describe('what is written', () => {
  it('keeps every digit of a large decimal on every way', async () => {
    const { record, latest, history, changes } = world();
    await record({ observations: [of(T, 18063800000000.57)] });
    expect((await latest('xe-ton', 'huu-nghi'))?.value).toBe(18063800000000.57);
    expect((await history('xe-ton', 'huu-nghi'))[0]?.value).toBe(18063800000000.57);
    expect((await changes())[0]?.readings[0]?.value).toBe(18063800000000.57);
  });

  it('is one change entry per batch, with the reading as the latest says it', async () => {
    const { record, latest, changes } = world();
    const observation = of(T, 7, { period: '2026-08', method: 'manual' });
    const result = await record({ observations: [observation, of(T, 3, { indicator: 'xe-xuat' })] });
    const [batch, ...others] = await changes();
    expect(others).toEqual([]);
    expect(batch).toMatchObject({
      id: result.changes[0],
      epoch: result.epoch,
      source: 'a',
      outcome: 'ok',
      collectedAtMs: result.nowMs,
    });
    expect(batch?.readings[0]).toEqual(await latest('xe-ton', 'huu-nghi'));
    expect(batch?.readings[0]).toMatchObject({ ...observation, collectedAtMs: result.nowMs, source: 'a' });
  });

  it('keeps its epoch for as long as the store lives', async () => {
    const { record } = world();
    const first = await record({ observations: [of(T, 1)] });
    const second = await record({ observations: [of(T + 1, 2)] });
    expect(first.epoch).toMatch(/^[0-9a-f-]{36}$/);
    expect(second.epoch).toBe(first.epoch);
  });

  it('says nothing downstream when nothing changed or only the past grew', async () => {
    const { record, changes } = world();
    await record({ observations: [of(T, 1)] });
    await record({ observations: [of(T, 1)] });
    await record({ observations: [of(T - 5, 1)], report: undefined });
    await record({ report: { ...OK, outcome: 'unchanged' } });
    expect(await changes()).toHaveLength(1);
  });

  it('survives a store that has forgotten its scripts', async () => {
    const { client, record } = world();
    await record({ observations: [of(T, 1)] });
    await client.script('FLUSH');
    expect((await record({ observations: [of(T + 1, 2)] })).observations).toEqual(['newer']);
  });

  it('cuts a large batch and reports once', async () => {
    const { record, health, changes } = world();
    const observations = Array.from({ length: 2 * MAX_BATCH + 1 }, (_, at) => of(T + at, at));
    const report = { ...OK, observed: observations.length };
    const result = await record({ observations: [...observations, of(Date.now() + 120_000, 0)], report });
    expect(result.observations.filter((one) => one === 'newer')).toHaveLength(2 * MAX_BATCH);
    expect(await changes()).toHaveLength(3);
    expect(await health()).toMatchObject({ observed: observations.length, refused: 1 });
  });
});

describe('bounds', () => {
  it('keeps 48 hours of a momentary series, and a step more', async () => {
    const { client, domain, record, history } = world();
    const old = Date.now() - 48 * 3_600_000 - 1_000;
    const key = redisKeys.history(domain, 'xe-ton|huu-nghi');
    await record({ observations: [of(T, 1)] });
    await client.zadd(key, old, `${old} ${old} a 5`);
    await record({ observations: [of(T + TRIM_STEP_MS, 2)] });
    expect((await history('xe-ton', 'huu-nghi')).map((point) => point.value)).toEqual([1, 2]);
  });

  it('keeps as many hours of moments and as many periods as the indicator says', async () => {
    const client = redis().connect();
    const hours = makeWorld(client, { staleAfterMs: 1, hotHours: 60 });
    const young = Date.now() - 59 * 3_600_000;
    await hours.record({ observations: [of(young, 1), of(T, 2), of(T + TRIM_STEP_MS, 3)] });
    expect((await hours.history('xe-ton', 'huu-nghi')).map(({ value }) => value)).toEqual([1, 2, 3]);
    const few = makeWorld(client, { staleAfterMs: 1, hotHours: 2 });
    await few.record({ observations: [of(young, 1), of(T, 2), of(T + TRIM_STEP_MS, 3)] });
    expect((await few.history('xe-ton', 'huu-nghi')).map(({ value }) => value)).toEqual([2, 3]);
    const periods = makeWorld(client, { staleAfterMs: 1, hotPeriods: 2 });
    const months = ['2025-12', '2026-01', '2026-02', '2026-03'];
    await periods.record({ observations: months.map((one, at) => month(one, at)) });
    const kept = await periods.history('xe-ton', 'huu-nghi');
    expect(kept.map(({ period }) => period)).toEqual(['2026-02', '2026-03']);
  });

  it('keeps the only point of a series however old it is', async () => {
    const { record, history, latest } = world();
    const old = Date.now() - 90 * 86_400_000;
    await record({ observations: [of(old, 1)] });
    await record({ observations: [of(old + TRIM_STEP_MS, 2)] });
    expect((await history('xe-ton', 'huu-nghi')).map((point) => point.value)).toEqual([2]);
    expect((await latest('xe-ton', 'huu-nghi'))?.value).toBe(2);
  });

  it('keeps 365 periods, whatever was corrected in them', async () => {
    const { record, history } = world();
    const days = Array.from({ length: DEFAULT_HOT_PERIODS + 40 }, (_, at) =>
      new Date(Date.UTC(2024, 0, 1 + at)).toISOString().slice(0, 10),
    );
    await record({
      observations: days.flatMap((day, at) =>
        at % 5 === 0 ? [month(day, 1), month(day, 2, T + 1)] : [month(day, 1)],
      ),
    });
    const periods = new Set((await history('xe-ton', 'huu-nghi')).map((point) => point.period));
    expect([...periods]).toEqual(days.slice(40));
  });

  it('keeps the last versions of a fact that is corrected without end', async () => {
    const { record, history } = world();
    await record({ observations: Array.from({ length: 200 }, (_, at) => of(T, at)) });
    const values = (await history('xe-ton', 'huu-nghi')).map((point) => point.value);
    expect(values).toHaveLength(MAX_CORRECTIONS);
    expect(values.at(-1)).toBe(199);
  });

  it('keeps the newest events', async () => {
    const { client, domain, record } = world();
    const events = Array.from({ length: MAX_EVENTS + 7 }, (_, at) => event(`e${at}`, T + at));
    await record({ events });
    expect(await client.hlen(redisKeys.events(domain))).toBe(MAX_EVENTS);
    expect(await client.zrange(redisKeys.eventOrder(domain), '0', '0')).toEqual(['e7']);
    expect((await record({ events: [event('late', T)] })).events).toEqual(['expired']);
  });
});

function event(id: string, atMs: number, more: Partial<WallEvent> = {}): WallEvent {
  return { id, domain: 'any', kind: 'post', atMs, text: `Bài viết "${id}"`, source: 'a', ...more };
}

describe('events', () => {
  it('are told once, and again when they change', async () => {
    const { client, domain, record, changes } = world();
    const first = event('e1', T, { state: 'new', place: 'huu-nghi' });
    expect((await record({ events: [first] })).events).toEqual(['first']);
    expect((await record({ events: [first] })).events).toEqual(['repeat']);
    expect((await record({ events: [{ ...first, state: 'done' }] })).events).toEqual(['updated']);
    expect((await changes()).map((batch) => batch.events[0]?.state)).toEqual(['new', 'done']);
    const stored = await client.hget(redisKeys.events(domain), 'e1');
    expect(parseEventEntry(domain, stored ?? '')).toEqual({ ...first, state: 'done', domain });
  });

  it('do not go back to an older version, nor into the future', async () => {
    const { record } = world();
    await record({ events: [event('e1', T)] });
    expect(
      (await record({ events: [event('e1', T - 1, { state: 'old' }), event('e2', Date.now() + 120_000)] }))
        .events,
    ).toEqual(['older', 'future']);
  });
});

describe('pictures', () => {
  const jpeg = (mark: number) => Uint8Array.from([0xff, 0xd8, 0x00, mark, 0x0a, 0xff, 0xd9]);

  it('are kept byte for byte, for a while, and told when they are new', async () => {
    const { client, domain, record, changes } = world();
    const picture = { place: 'cam-1', atMs: T, bytes: jpeg(0x80), keepMs: 20_000 };
    expect((await record({ pictures: [picture] })).pictures).toEqual(['newer']);
    expect((await record({ pictures: [picture] })).pictures).toEqual(['repeat']);
    expect((await record({ pictures: [{ ...picture, atMs: T - 1 }] })).pictures).toEqual(['older']);
    const key = redisKeys.picture(domain, 'cam-1');
    expect(await client.hgetBuffer(key, 'bytes')).toEqual(Buffer.from(jpeg(0x80)));
    expect(await client.pttl(key)).toBeGreaterThan(15_000);
    expect(await client.pttl(key)).toBeLessThanOrEqual(20_000);
    expect((await changes()).map((batch) => batch.pictures)).toEqual([[{ place: 'cam-1', atMs: T }]]);
  });

  it('without a time are as old as their recording', async () => {
    const { client, domain, record } = world();
    const { nowMs } = await record({ pictures: [{ place: 'cam-1', bytes: jpeg(1), keepMs: 20_000 }] });
    expect(await client.hget(redisKeys.pictures(domain), 'cam-1')).toBe(String(nowMs));
  });
});

describe('health', () => {
  const failed: PollReport = { ...OK, outcome: 'timeout', message: 'no answer in 500 ms "x"' };

  it('of a failed poll names the reason, counts, and keeps what the last document held', async () => {
    const { record, health, changes } = world();
    const { nowMs } = await record({
      observations: [of(T, 1)],
      report: { ...OK, observed: 3, refused: 2, refusals: ['x: y'] },
    });
    await record({ report: failed });
    const { nowMs: lastMs } = await record({ report: failed });
    expect(await health()).toEqual({
      source: 'a',
      lastAttemptMs: lastMs,
      lastOkMs: nowMs,
      outcome: 'timeout',
      message: failed.message,
      consecutiveFailures: 2,
      durationMs: 12,
      everySeconds: 10,
      observed: 3,
      refused: 2,
      refusals: ['x: y'],
    });
    expect((await changes()).map((batch) => batch.outcome)).toEqual(['ok', 'timeout', 'timeout']);
  });

  it('of a source that recovers says so downstream even when nothing changed', async () => {
    const { record, health, changes } = world();
    await record({ report: failed });
    await record({ report: { ...OK, outcome: 'unchanged' } });
    await record({ report: { ...OK, outcome: 'unchanged' } });
    expect((await changes()).map((batch) => batch.outcome)).toEqual(['timeout', 'unchanged']);
    expect(await health()).toMatchObject({ outcome: 'unchanged', consecutiveFailures: 0 });
    expect(await health()).not.toHaveProperty('message');
  });

  it('is not touched by the past, and the past does not clear a mark', async () => {
    const { record, health, changes } = world();
    await record({ report: failed });
    await record({ observations: [of(T, 1)], report: undefined });
    expect(await health()).toMatchObject({ outcome: 'timeout' });
    expect((await changes()).at(-1)).toMatchObject({ outcome: 'timeout', readings: [{ value: 1 }] });
  });

  it('counts and words what lay in the future', async () => {
    const { record, health } = world();
    await record({ observations: [of(Date.now() + 99_000, 1)], report: { ...OK, observed: 1 } });
    expect(await health()).toMatchObject({
      observed: 1,
      refused: 1,
      refusals: ['xe-ton|huu-nghi: its time lies ahead of ours'],
    });
  });
});

describe('progress', () => {
  it('is not set back by one who read an older one', async () => {
    const { client, domain, record } = world();
    await record({ progress: { field: 'a', before: '', next: '{"etag":"1"}' } });
    await record({ progress: { field: 'a', before: '{"etag":"1"}', next: '{"etag":"2"}' } });
    await record({ progress: { field: 'a', before: '{"etag":"1"}', next: '{"etag":"zombie"}' } });
    expect(await client.hget(redisKeys.progress(domain), 'a')).toBe('{"etag":"2"}');
  });
});
