/** The whole collector on a real Redis: lost schedulers, a Redis that goes away, the past, and what is asked again. */
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { startCollector, type RunningCollector } from '../../collector/app.ts';
import { parseProgress } from '../../collector/progress.ts';
import { parseChangeEntry } from '../../shared/change-entry.ts';
import { parseHistoryMember, parseLatestEntry } from '../../shared/latest-entry.ts';
import { BULLMQ_PREFIX, redisKeys } from '../../shared/redis-keys.ts';
import type { SourceHealth } from '../../shared/source-health.ts';
import { withRedis } from '../fixtures/redis.ts';
import { tinyConfig, type TinySource } from '../fixtures/tiny-config.ts';
import { startCountingUpstream, type CountingUpstream } from '../fixtures/counting-upstream.ts';

const redis = withRedis({ appendonly: true, appendfsync: 'always' });
const log = pino({ level: 'silent' });
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
  await redis().connect().flushall();
});

const MAPPING = `mapping: '{ "observations": points.{ "indicator": "cars", "place": $province, "value": value, "observedAt": atMs } }'`;
const carsSource = (more = ''): TinySource => ({
  id: 'counter',
  domain: 'roads',
  yaml: `connector: http-json\neverySeconds: 0.25\nsettings: { url: '\${UP}/live', headers: { X-Key: '\${KEY}' } }\n${MAPPING}${more}\nnetwork: { cidrs: [127.0.0.0/8] }`,
});

async function upstream(): Promise<CountingUpstream> {
  const up = await startCountingUpstream();
  open.push(up);
  return up;
}
async function collect(up: CountingUpstream, source = carsSource()): Promise<RunningCollector> {
  const environment = { UP: up.url, KEY: 'opensesame' };
  const collector = await startCollector({
    config: tinyConfig([source]),
    redisUrl: redis().url,
    environment,
    log,
  });
  open.push(collector);
  return collector;
}
const client = () => redis().connect();
const health = async () =>
  JSON.parse((await client().hget(redisKeys.health('roads'), 'counter')) ?? '{}') as SourceHealth;
const history = async () =>
  (await client().zrange(redisKeys.history('roads', 'cars|tiny'), '0', '-1')).map(parseHistoryMember);
function until<T>(ask: () => T | Promise<T>) {
  return expect.poll(ask, { timeout: 12_000, interval: 50 });
}

describe('the collector', () => {
  it('asks a source at once and then at its cadence', async () => {
    const up = await upstream();
    await collect(up);
    await until(() => up.live.length).toBeGreaterThan(6);
    const text = await client().hget(redisKeys.latest('roads'), 'cars|tiny');
    expect(parseLatestEntry(text ?? '').value).toBeGreaterThan(0);
    expect(up.live.every((request) => request.key === 'opensesame')).toBe(true);
    // Each poll moves the progress, or an answer that comes late could not be told from one in time.
    const progress = async () =>
      parseProgress((await client().hget(redisKeys.progress('roads'), 'counter')) ?? '')?.poll;
    await until(progress).toBeGreaterThan(6);
    const jobs = await client().keys(`${BULLMQ_PREFIX}*`);
    const dumps = await Promise.all(
      jobs.map(async (key) =>
        JSON.stringify(
          await client()
            .hgetall(key)
            .catch(() => ''),
        ),
      ),
    );
    expect(dumps.join()).not.toContain('opensesame');
  });

  it('finds a scheduler that the queue has lost, and polls meanwhile', async () => {
    const up = await upstream();
    const collector = await collect(up);
    await until(() => up.live.length).toBeGreaterThan(3);
    const keys = await client().keys(`${BULLMQ_PREFIX}*`);
    await client().del(...keys);
    const before = up.live.length;
    await until(() => up.live.length).toBeGreaterThan(before + 6);
    await until(async () => (await client().keys(`${BULLMQ_PREFIX}*:repeat*`)).length).toBeGreaterThan(0);
    expect(await collector.metrics.registry.metrics()).toContain('wall_collector_polls_total');
  });

  it('goes on within a second of a Redis that comes back, and loses nothing it had accepted', async () => {
    const up = await upstream();
    await collect(up);
    await until(async () => (await history()).length).toBeGreaterThan(3);
    const before = await history();
    await redis().kill();
    await new Promise((resolve) => setTimeout(resolve, 700));
    const asked = up.live.length;
    await redis().restart();
    const backMs = Date.now();
    await until(() => up.live.length).toBeGreaterThan(asked);
    expect((up.live.at(asked)?.atMs ?? 0) - backMs).toBeLessThan(1_000);
    await until(async () => (await history()).length).toBeGreaterThan(before.length + 2);
    expect((await history()).slice(0, before.length)).toEqual(before);
  });

  it('marks a source that fails, does not ask it more often, and clears the mark when it heals', async () => {
    const up = await upstream();
    await collect(up, carsSource('\nbreaker: { failures: 3, halfOpenAfterMs: 1500 }'));
    await until(async () => (await health()).outcome).toBe('ok');
    up.answerWith = 500;
    await until(async () => (await health()).outcome).toBe('server');
    await until(async () => (await health()).outcome).toBe('breaker-open');
    const asked = up.live.length;
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(up.live.length).toBe(asked);
    expect(await health()).toMatchObject({
      lastOkMs: expect.any(Number),
      message: expect.stringContaining('asked again in'),
    });
    const outcomes = (await client().xrange(redisKeys.changes('roads'), '-', '+')).map(
      ([id, fields]) => parseChangeEntry('roads', id, fields).outcome,
    );
    expect(outcomes).toEqual(expect.arrayContaining(['ok', 'server', 'breaker-open']));
    up.answerWith = 200;
    await until(async () => (await health()).outcome).toBe('ok');
    expect(await health()).toMatchObject({ consecutiveFailures: 0 });
  });

  it('leaves a source alone for as long as its Retry-After says', async () => {
    const up = await upstream();
    await collect(up);
    await until(() => up.live.length).toBeGreaterThan(1);
    up.answerWith = 429;
    await until(async () => (await health()).outcome).toBe('rate-limited');
    up.answerWith = 200;
    const asked = up.live.length;
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(up.live.length).toBe(asked);
    expect((await health()).outcome).toBe('rate-limited');
    await until(async () => (await health()).outcome).toBe('ok');
  });

  it('leaves it alone though it was another collector that was told so', async () => {
    const up = await upstream();
    await collect(up);
    await collect(up);
    await until(() => up.live.length).toBeGreaterThan(4);
    up.answerWith = 429;
    await until(async () => (await health()).outcome).toBe('rate-limited');
    up.answerWith = 200;
    // A poll that was under way at that moment had not been told yet.
    await new Promise((resolve) => setTimeout(resolve, 200));
    const asked = up.live.length;
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(up.live.length).toBe(asked);
    await until(async () => (await health()).outcome).toBe('ok');
  });

  it('takes "not changed" for a success without a document', async () => {
    const up = await upstream();
    up.isStill = true;
    await collect(up);
    await until(async () => (await health()).outcome).toBe('unchanged');
    expect(await history()).toHaveLength(1);
    expect(up.live.at(-1)?.etag).toBe('"still"');
  });

  const withPast = carsSource(
    `\nbackfill: { settings: { url: '\${UP}/past', query: { from: '{from}', to: '{to}' } }, hours: 4, windowHours: 1 }`,
  );

  it('collects the past at first start, newest window first, and owes nothing then', async () => {
    const up = await upstream();
    await collect(up, withPast);
    await until(() => up.past.length).toBe(4);
    await until(async () => await client().hexists(redisKeys.progress('roads'), 'counter/past')).toBe(0);
    expect(up.past.map(({ toMs, fromMs }) => Math.round((toMs - fromMs) / 60_000))).toEqual([60, 60, 60, 60]);
    expect(up.past.map(({ fromMs }) => fromMs)).toEqual(
      up.past.map(({ fromMs }) => fromMs).toSorted((a, b) => b - a),
    );
    const points = await history();
    expect(new Set(points.map((point) => point.observedAtMs)).size).toBe(points.length);
    expect(points.length).toBeGreaterThan(200);
    // The past is no news: a screen hears of the live values only.
    const told = (await client().xrange(redisKeys.changes('roads'), '-', '+')).flatMap(
      ([id, fields]) => parseChangeEntry('roads', id, fields).readings,
    );
    expect(told.every((reading) => Date.now() - reading.observedAtMs < 60_000)).toBe(true);
  });

  it('goes on with the past where a collector that was ended left it', async () => {
    const up = await upstream();
    up.pastDelayMs = 300;
    const first = await collect(up, withPast);
    await until(() => up.past.length).toBe(2);
    open.splice(open.indexOf(first), 1);
    await first.close();
    const asked = up.past.length;
    up.pastDelayMs = 0;
    await collect(up, withPast);
    await until(async () => await client().hexists(redisKeys.progress('roads'), 'counter/past')).toBe(0);
    expect(up.past.length - asked).toBeLessThanOrEqual(4);
    const hours = new Set(
      (await history()).map((point) => Math.floor((Date.now() - point.observedAtMs) / 3_600_000)),
    );
    expect([...hours].sort((a, b) => a - b)).toEqual([0, 1, 2, 3]);
  });

  it('with another beside it records every fact once', async () => {
    const up = await upstream();
    await collect(up);
    await collect(up);
    await until(async () => (await history()).length).toBeGreaterThan(8);
    const points = await history();
    expect(new Set(points.map((point) => point.observedAtMs)).size).toBe(points.length);
  });
});
