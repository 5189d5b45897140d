/**
 * What Redis holds from before its history log, as the first segment of a history that begins: points and events of a
 * store that an earlier version wrote, or whose log no longer reaches back as far. One segment, so it is there or it
 * is not, and nothing comes twice.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Redis } from 'ioredis';
import { parseEventEntry } from '../../shared/change-entry.ts';
import { asKnownAt, type Version } from '../../shared/history/known-at.ts';
import { parseLogEntry } from '../../shared/history/log-entry.ts';
import { rollUp } from '../../shared/history/rollup.ts';
import { idMs } from '../../shared/history/segment.ts';
import { parseHistoryMember, parseLatestEntry } from '../../shared/latest-entry.ts';
import type { Method } from '../../shared/observation.ts';
import { redisKeys } from '../../shared/redis-keys.ts';
import { valueCells, type Cell } from './log-rows.ts';
import { cellsOf, type RollupOptions } from './segment-rollups.ts';
import type { SegmentFolder } from './segment-folder.ts';
import type { SegmentWriter } from './segment-writer.ts';
import { TempTable } from './temp-table.ts';

/** Members and entries asked for at once: Redis serves others in between. */
const PAGE = 1_000;

export interface AdoptOptions {
  readonly redis: Redis;
  readonly connection: DuckDBConnection;
  readonly writer: SegmentWriter;
  readonly timeZone: string;
  readonly spansOf: RollupOptions['spansOf'];
}

interface Target {
  readonly folder: SegmentFolder;
  readonly domain: string;
  readonly nowMs: number;
}

/** @returns points and events that were taken; 0: all that Redis holds is in its log too, and nothing was written. */
export async function adoptPoints(options: AdoptOptions, { folder, domain, nowMs }: Target): Promise<number> {
  const { redis, connection, writer } = options;
  const epoch = await redis.get(redisKeys.epoch(domain));
  if (epoch === null) return 0;
  const log = await logStart(redis, domain);
  const tables = {
    observations: await TempTable.create(connection, 'observations'),
    periods: await TempTable.create(connection, 'periods'),
    events: await TempTable.create(connection, 'events'),
    rollups: await TempTable.create(connection, 'rollups'),
  };
  // One entry before all others.
  const entryMs = log.beginsMs - 1;
  const methods = await methodsOf(redis, domain);
  let rows = 0;
  for (const series of (await redis.smembers(redisKeys.historyIndex(domain))).toSorted()) {
    const versions = await versionsBefore(redis, redisKeys.history(domain, series), log.knownFromMs);
    const [indicator = '', place = ''] = series.split('|');
    for (const version of versions) {
      const table = version.period === undefined ? tables.observations : tables.periods;
      const method = methods.get(`${series} ${version.source}`) ?? 'api';
      table.add([indicator, place, ...factCells(version), version.source, method, entryMs, 0, rows]);
      rows += 1;
    }
    const facts = asKnownAt(
      versions.filter(({ period }) => period === undefined),
      undefined,
    );
    if (facts.length === 0) continue;
    for (const span of options.spansOf(indicator))
      for (const rollup of rollUp(facts, span, options.timeZone))
        tables.rollups.add([indicator, place, ...cellsOf(span, rollup), entryMs, 0, 0]);
  }
  for (const { id, kind, place, atMs, text, state, source } of await eventsBefore(
    redis,
    domain,
    log.events,
  )) {
    const told = [entryMs, entryMs, 0, rows];
    tables.events.add([id, kind, place ?? null, atMs, text, state ?? null, source, ...told]);
    rows += 1;
  }
  const selects = {
    observations: tables.observations.close(),
    periods: tables.periods.close(),
    events: tables.events.close(),
    rollups: tables.rollups.close(),
  };
  if (rows === 0) return 0;
  const id = `${entryMs}-0`;
  const numbers = { firstNumber: 0, firstEpoch: epoch, lastNumber: 0, lastEpoch: epoch };
  await writer.commit(folder, nowMs, {
    named: { domain, from: id, to: id, ...numbers, gaps: [] },
    fill: (table) => Promise.resolve(selects[table]),
  });
  return rows;
}

interface LogStart {
  /** No entry has an earlier id, ms. */
  readonly beginsMs: number;
  /** What was collected from then on is in the log. */
  readonly knownFromMs: number;
  /** Events of which it tells. */
  readonly events: ReadonlySet<string>;
}

async function logStart(redis: Redis, domain: string): Promise<LogStart> {
  // Before the log: what is accepted meanwhile is later.
  const [seconds, micros] = await redis.time();
  let start: Omit<LogStart, 'events'> | undefined;
  const events = new Set<string>();
  let cursor = '-';
  for (;;) {
    const page = await redis.xrange(redisKeys.historyLog(domain), cursor, '+', 'COUNT', PAGE);
    for (const [id, fields] of page) {
      cursor = `(${id}`;
      const batch = parseLogEntry(domain, id, fields);
      start ??= { beginsMs: idMs(id), knownFromMs: batch.collectedAtMs };
      for (const event of batch.events) events.add(event.id);
    }
    if (page.length < PAGE) break;
  }
  const nowMs = Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
  return { ...(start ?? { beginsMs: nowMs, knownFromMs: nowMs }), events };
}

/** Redis keeps no method of past points: they are taken to have come as the last of the same source did. */
async function methodsOf(redis: Redis, domain: string): Promise<ReadonlyMap<string, Method>> {
  const entries = await Promise.all(
    [redisKeys.latest, redisKeys.others].map((key) => redis.hgetall(key(domain))),
  );
  return new Map(
    entries.flatMap((hash) =>
      Object.values(hash).map((text) => {
        const { indicator, place, source, method } = parseLatestEntry(text);
        return [`${indicator}|${place} ${source}`, method] as const;
      }),
    ),
  );
}

/** One series at a time: two days of a busy domain are millions. */
async function versionsBefore(redis: Redis, key: string, knownFromMs: number): Promise<Version[]> {
  const versions: Version[] = [];
  const seen = new Set<string>();
  // By the last score and not by a count: trimming meanwhile would shift the count.
  let fromMs: number | string = '-inf';
  for (;;) {
    const page: string[] = await redis.zrangebyscore(key, fromMs, '+inf', 'WITHSCORES', 'LIMIT', 0, PAGE);
    for (let at = 0; at + 1 < page.length; at += 2) {
      const member = page[at] as string;
      const version = { ...parseHistoryMember(member), sortMs: Number(page[at + 1]) };
      if (!seen.has(member) && version.collectedAtMs < knownFromMs) versions.push(version);
      seen.add(member);
    }
    const lastMs = Number(page.at(-1));
    if (page.length < 2 * PAGE || lastMs === fromMs) return versions;
    fromMs = lastMs;
  }
}

function factCells({ sortMs, period, value, observedAtMs, collectedAtMs }: Version): Cell[] {
  if (period === undefined) return [observedAtMs, ...valueCells(value), collectedAtMs];
  return [sortMs, period, ...valueCells(value), observedAtMs, collectedAtMs];
}

async function eventsBefore(redis: Redis, domain: string, inLog: ReadonlySet<string>) {
  const entries = Object.values(await redis.hgetall(redisKeys.events(domain)));
  return entries.map((text) => parseEventEntry(domain, text)).filter(({ id }) => !inLog.has(id));
}
