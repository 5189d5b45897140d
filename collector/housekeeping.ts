/**
 * Keeps the store small: trims series that nobody writes any more, measures what everything takes, and beyond the
 * bound drops the oldest points first. What it drops is said.
 */
import type { Redis } from 'ioredis';
import type { Domain } from '../shared/config/domain.ts';
import { hotKeepingOf } from '../shared/config/retention.ts';
import { redisKeys } from '../shared/redis-keys.ts';
import { LATE_FORGET_MS } from './record-batch.ts';

/**
 * At most so much is kept besides the history logs: the whole province with its points of two days takes 0.9 GiB
 * (`year-redis` of the bench).
 */
const MAX_STORE_BYTES = 0.95 * 1024 ** 3;
/** Down to here, so that the bound is not met again at once. */
const TRIM_TO = 0.9;
/** Entries that a change stream keeps even beyond the bound. */
const MIN_CHANGES = 100;
/** Members that MEMORY USAGE samples per key. */
const SAMPLES = 5;
/** Keys asked for at once: Redis serves others in between. */
const CHUNK = 200;

export interface StoreSize {
  readonly bytes: number;
  readonly histories: readonly { readonly key: string; readonly bytes: number }[];
  readonly streams: readonly { readonly key: string; readonly bytes: number }[];
}

export interface HousekeepingResult {
  /** Without the history logs: what they hold is in no file yet, so nothing may drop it but their own bound. */
  readonly bytes: number;
  /** Entries that wait for the historian, by domain. */
  readonly logged: ReadonlyMap<string, number>;
  readonly trimmedIdle: number;
  readonly trimmedForSize: number;
}

/** How long the moments of a series stay, ms; undefined: it has periods, which the record bounds by their number. */
export function keepMsOfConfig(
  domains: readonly Pick<Domain, 'indicators'>[],
): (series: string) => number | undefined {
  const indicators = new Map(
    domains.flatMap((domain) => domain.indicators.map((one) => [one.id, one] as const)),
  );
  return (series) => {
    const indicator = indicators.get(series.split('|', 1)[0] ?? '');
    return indicator?.period === undefined ? hotKeepingOf(indicator ?? {}).hotMs : undefined;
  };
}

export async function keepHouse(
  redis: Redis,
  domains: readonly string[],
  options: {
    readonly nowMs: number;
    readonly keepMsOf: ReturnType<typeof keepMsOfConfig>;
    readonly maxBytes?: number;
  },
): Promise<HousekeepingResult> {
  const { nowMs, keepMsOf, maxBytes = MAX_STORE_BYTES } = options;
  let trimmedIdle = 0;
  for (const domain of domains) trimmedIdle += await trimIdle(redis, domain, nowMs, keepMsOf);
  for (const domain of domains) await forgetLate(redis, domain, nowMs);
  const size = await measure(redis, domains);
  const wantedBytes = maxBytes * TRIM_TO;
  const trimmedForSize = size.bytes <= maxBytes ? 0 : await trimForSize(redis, size, wantedBytes);
  const logged = new Map<string, number>();
  for (const domain of domains) logged.set(domain, await redis.xlen(redisKeys.historyLog(domain)));
  return { bytes: size.bytes, logged, trimmedIdle, trimmedForSize };
}

async function historyKeys(redis: Redis, domain: string): Promise<{ series: string; key: string }[]> {
  const series = await redis.smembers(redisKeys.historyIndex(domain));
  return series.map((one) => ({ series: one, key: redisKeys.history(domain, one) }));
}

/** The newest point stays however old it is: by it the next is judged. */
async function trimIdle(
  redis: Redis,
  domain: string,
  nowMs: number,
  keepMsOf: (series: string) => number | undefined,
): Promise<number> {
  const moments = (await historyKeys(redis, domain)).flatMap(({ series, key }) => {
    const keepMs = keepMsOf(series);
    return keepMs === undefined ? [] : [{ key, keepFromMs: nowMs - keepMs }];
  });
  let trimmed = 0;
  for (const chunk of chunks(moments)) {
    const newest = await Promise.all(chunk.map(({ key }) => redis.zrange(key, '-1', '-1', 'WITHSCORES')));
    const removed = await Promise.all(
      chunk.map(({ key, keepFromMs }, at) => {
        const newestMs = Number(newest[at]?.[1] ?? 0);
        return redis.zremrangebyscore(key, '-inf', `(${Math.min(keepFromMs, newestMs)}`);
      }),
    );
    trimmed += removed.reduce((sum, count) => sum + count, 0);
  }
  return trimmed;
}

/** Late facts that nobody told again: were they told now, the historian would know them. */
async function forgetLate(redis: Redis, domain: string, nowMs: number): Promise<void> {
  const key = redisKeys.late(domain);
  let cursor = '0';
  do {
    const [next, pairs] = await redis.hscan(key, cursor, 'COUNT', CHUNK);
    cursor = next;
    const old: string[] = [];
    for (let at = 0; at + 1 < pairs.length; at += 2)
      if (nowMs - Number(pairs[at + 1]?.split(' ')[3]) > LATE_FORGET_MS) old.push(pairs[at] as string);
    if (old.length > 0) await redis.hdel(key, ...old);
  } while (cursor !== '0');
}

export async function measure(redis: Redis, domains: readonly string[]): Promise<StoreSize> {
  const histories: { key: string; bytes: number }[] = [];
  const streams: { key: string; bytes: number }[] = [];
  let bytes = 0;
  const usage = async (keys: readonly string[]) => {
    const sizes = await Promise.all(
      keys.map((key) => redis.call('MEMORY', 'USAGE', key, 'SAMPLES', String(SAMPLES))),
    );
    return sizes.map((size) => Number(size ?? 0));
  };
  for (const domain of domains) {
    const {
      latest,
      others,
      late,
      changes,
      events,
      eventOrder,
      health,
      progress,
      entries,
      pictures,
      picture,
    } = redisKeys;
    const places = await redis.hkeys(pictures(domain));
    const small = await usage(
      [latest, others, late, events, eventOrder, health, progress, entries, pictures].map((of) => of(domain)),
    );
    const seen = await usage(places.map((place) => picture(domain, place)));
    bytes += [...small, ...seen].reduce((sum, one) => sum + one, 0);
    const [streamBytes = 0] = await usage([changes(domain)]);
    streams.push({ key: changes(domain), bytes: streamBytes });
    bytes += streamBytes;
    for (const chunk of chunks((await historyKeys(redis, domain)).map(({ key }) => key))) {
      const sizes = await usage(chunk);
      histories.push(...chunk.map((key, at) => ({ key, bytes: sizes[at] ?? 0 })));
    }
  }
  bytes += histories.reduce((sum, one) => sum + one.bytes, 0);
  return { bytes, histories, streams };
}

/**
 * Streams first, for a screen that missed their entries gets a snapshot; then the same share of every history, oldest
 * points first: no series is lost for another's sake.
 */
async function trimForSize(
  redis: Redis,
  { bytes, histories, streams }: StoreSize,
  wantedBytes: number,
): Promise<number> {
  const freed = await trimStreams(redis, streams, bytes - wantedBytes);
  const excess = bytes - wantedBytes - freed;
  if (excess <= 0) return 0;
  const inHistories = histories.reduce((sum, one) => sum + one.bytes, 0);
  const share = Math.min(1, excess / Math.max(1, inHistories));
  let trimmed = 0;
  for (const chunk of chunks(histories.map(({ key }) => key))) {
    const lengths = await Promise.all(chunk.map((key) => redis.zcard(key)));
    const removed = await Promise.all(
      chunk.map((key, at) => {
        const length = lengths[at] ?? 0;
        const drop = Math.min(length - 1, Math.ceil(length * share));
        return drop <= 0 ? Promise.resolve(0) : redis.zremrangebyrank(key, 0, drop - 1);
      }),
    );
    trimmed += removed.reduce((sum, count) => sum + count, 0);
  }
  return trimmed;
}

/** The same share of every stream, and never its newest entries: they are on their way to the screens. Bytes freed. */
async function trimStreams(redis: Redis, streams: StoreSize['streams'], excess: number): Promise<number> {
  const inStreams = streams.reduce((sum, one) => sum + one.bytes, 0);
  const share = Math.min(1, excess / Math.max(1, inStreams));
  let freed = 0;
  for (const { key, bytes } of streams) {
    const length = await redis.xlen(key);
    const keep = Math.max(MIN_CHANGES, Math.floor(length * (1 - share)));
    if (keep >= length) continue;
    await redis.xtrim(key, 'MAXLEN', keep);
    freed += bytes * (1 - keep / length);
  }
  return freed;
}

function* chunks<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += CHUNK) yield items.slice(at, at + CHUNK);
}
