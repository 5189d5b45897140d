/** What a year leaves in Redis: nothing there grows beyond its bound, so the bounds are filled and measured. */
import type { Redis } from 'ioredis';
import { MAX_CHANGES, MAX_LOGGED } from '../../collector/record-batch.ts';
import { Recorder } from '../../collector/record.ts';
import { measure } from '../../collector/housekeeping.ts';
import { hotKeepingOf } from '../../shared/config/retention.ts';
import type { ProvinceConfig } from '../../shared/config/province-config.ts';
import { observationRow } from '../../shared/latest-entry.ts';
import { seriesKey } from '../../shared/observation.ts';
import { redisKeys } from '../../shared/redis-keys.ts';
import type { Chance } from '../fixtures/chance.ts';
import type { WallRig } from '../fixtures/wall-rig.ts';
import { pollsBetween, pollsPerDay, type PolledSeries } from './province-series.ts';

/** Series of one step that are filled; of the others as much is assumed as of these. */
const FILLED_PER_STEP = 3;
/** Entries of a stream that are written and measured; the bound is so many times more. */
const ENTRIES = 200;
/** The historian comes every minute and leaves what it wrote last. */
const WAITING_MS = 120_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface StoreBytes {
  /** All sorted sets of points. */
  readonly points: number;
  readonly changes: number;
  /** What the history logs hold while a historian runs. */
  readonly log: number;
  /** The history logs, full: the historian has been away for as long as they reach. */
  readonly fullLog: number;
  /** What else the running wall holds: latest, events, pictures, queues, scripts, the server itself. */
  readonly rest: number;
}

export async function measureStore(
  wall: WallRig,
  config: ProvinceConfig,
  series: ReadonlyMap<string, readonly PolledSeries[]>,
  chance: Chance,
): Promise<StoreBytes> {
  const client = wall.redis.connect();
  // It would go on writing into what is measured.
  await wall.collector.kill();
  const rest = await restOf(client, [...series.keys()]);
  const indicators = new Map(
    config.domains.flatMap((domain) => domain.indicators.map((one) => [one.id, { indicator: one }] as const)),
  );
  const recorder = new Recorder(client, config.province.timeZone, indicators);
  let [points, changes, log, fullLog] = [0, 0, 0, 0];
  for (const own of series.values()) {
    points += await pointsOf(client, recorder, own);
    const streams = await streamsOf(client, own, chance);
    changes += streams.changes;
    log += streams.log;
    fullLog += streams.fullLog;
  }
  client.disconnect();
  return { points, changes, log, fullLog, rest };
}

/** Bytes of the whole server but for points, changes and logs. */
async function restOf(client: Redis, domains: readonly string[]): Promise<number> {
  const used = Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1]);
  const { histories, streams } = await measure(client, domains);
  const logs = await Promise.all(domains.map((domain) => usageOf(client, redisKeys.historyLog(domain))));
  const bounded = [...histories, ...streams].reduce((sum, { bytes }) => sum + bytes, 0);
  return used - bounded - logs.reduce((sum, one) => sum + one, 0);
}

async function pointsOf(client: Redis, recorder: Recorder, series: readonly PolledSeries[]): Promise<number> {
  const groups = new Map<string, PolledSeries[]>();
  for (const one of series) {
    const key = `${one.stepMs} ${one.reading.period === undefined}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  let bytes = 0;
  for (const group of groups.values()) {
    const filled = group.slice(0, FILLED_PER_STEP);
    let sum = 0;
    for (const one of filled) sum += await filledBytes(client, recorder, one);
    bytes += (sum / filled.length) * group.length;
  }
  return bytes;
}

/** One series, written by the record up to its bound, under a domain of its own. */
async function filledBytes(client: Redis, recorder: Recorder, one: PolledSeries): Promise<number> {
  const domain = 'bench-filled';
  const { indicator, reading, stepMs } = one;
  const { hotMs, hotPeriods } = hotKeepingOf(indicator);
  const nowMs = Date.now();
  const { source, collectedAtMs: _, ...fact } = reading;
  const observations = isDaily(one)
    ? Array.from({ length: hotPeriods }, (_day, n) => ({
        ...fact,
        period: new Date(nowMs - (hotPeriods - n) * DAY_MS).toISOString().slice(0, 10),
        observedAtMs: nowMs - (hotPeriods - n) * DAY_MS,
      }))
    : Array.from({ length: Math.max(1, Math.ceil(hotMs / stepMs)) }, (_point, n) => ({
        ...fact,
        observedAtMs: nowMs - hotMs + n * stepMs,
      }));
  const key = redisKeys.history(domain, seriesKey(reading.indicator, reading.place));
  await recorder.record({ domain, source, observations, events: [], pictures: [] });
  const bytes = await usageOf(client, key);
  await client.del(key, redisKeys.latest(domain), redisKeys.historyLog(domain), redisKeys.changes(domain));
  return bytes;
}

/** Of other periods a year holds few: what they leave is written once and counted as it is. */
const isDaily = ({ indicator }: PolledSeries) => indicator.period === 'day';

/** Entries as the record writes them, as often as each source is asked. */
async function streamsOf(client: Redis, series: readonly PolledSeries[], chance: Chance) {
  const quick = series.filter(({ stepMs }) => stepMs <= HOUR_MS);
  const polled = quick.length > 0 ? quick : series;
  const [changesKey, logKey] = ['bench-changes', 'bench-log'];
  let written = 0;
  const fromMs = Date.now();
  for (const batch of pollsBetween(polled, { fromMs, toMs: fromMs + 365 * DAY_MS, chance })) {
    const { collectedAtMs, readings } = batch;
    const rows = readings.map((reading) => JSON.stringify(observationRow(reading))).join(',');
    const source = readings[0]?.source ?? '';
    const epoch = '00000000-0000-4000-8000-000000000000';
    const head = ['e', epoch, 's', source, 'c', collectedAtMs, 'o', rows];
    await client.xadd(changesKey, '*', ...head, 'r', 'ok');
    await client.xadd(logKey, '*', 'n', (written += 1), ...head, 'v', '', 'x', '');
    if (written === ENTRIES) break;
  }
  const changes = (await usageOf(client, changesKey)) * (MAX_CHANGES / written);
  const perEntry = (await usageOf(client, logKey)) / written;
  const log = perEntry * Math.min(MAX_LOGGED, (pollsPerDay(series) * WAITING_MS) / DAY_MS);
  await client.del(changesKey, logKey);
  return { changes, log, fullLog: perEntry * MAX_LOGGED };
}

async function usageOf(client: Redis, key: string): Promise<number> {
  return Number((await client.call('MEMORY', 'USAGE', key, 'SAMPLES', '0')) ?? 0);
}
