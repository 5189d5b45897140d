/** The log of entries as the store has it: the only witness of what became of an entry. */
import type { Redis } from 'ioredis';
import {
  outcomeField,
  parseEntries,
  parseEntry,
  type LoggedEntry,
} from '../../../shared/entry/entry-line.ts';
import type { HistoryPoint } from '../../../shared/latest-entry.ts';
import { redisKeys } from '../../../shared/redis-keys.ts';

export async function findEntry(redis: Redis, domain: string, id: string): Promise<LoggedEntry | undefined> {
  const [line, outcome] = await redis.hmget(redisKeys.entries(domain), id, outcomeField(id));
  return typeof line === 'string' ? parseEntry(line, outcome) : undefined;
}

/** Newest first. */
export async function readEntries(redis: Redis, domain: string): Promise<LoggedEntry[]> {
  return parseEntries(await redis.hgetall(redisKeys.entries(domain)));
}

/** Who entered a point of a series; undefined for one that nobody entered, or whose entry is forgotten. */
export function enteredBy(
  entries: readonly LoggedEntry[],
  { indicator, place }: { readonly indicator: string; readonly place: string },
  point: HistoryPoint,
): { readonly by: string; readonly atMs: number } | undefined {
  // The line is written a moment before its figures; of several with the same value the last one before them.
  const found = entries.find(
    (entry) =>
      entry.source === point.source &&
      entry.atMs <= point.collectedAtMs + CLOCK_TOLERANCE_MS &&
      entry.rows.some(
        (row) =>
          row.indicator === indicator &&
          row.place === place &&
          row.after === point.value &&
          (row.period ?? row.observedAtMs) === (point.period ?? point.observedAtMs),
      ),
  );
  return found === undefined ? undefined : { by: found.by, atMs: found.atMs };
}

/** The collector's word of Redis's clock may be ahead of it by this, ms. */
const CLOCK_TOLERANCE_MS = 2_000;
