/**
 * Puts past figures into history, by way of the history log: the historian alone writes files. What history knows
 * already is left out, so the same file again, or after a death in between, brings nothing twice. The latest figures
 * on the screens stay as they are.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Redis } from 'ioredis';
import { observationRow } from '../../../shared/latest-entry.ts';
import { redisKeys } from '../../../shared/redis-keys.ts';
import { StartError } from '../../store/start-error.ts';
import { SegmentFolder } from '../segment-folder.ts';
import { unknownOf, versionsOnTheirWay } from './known-facts.ts';
import type { PastFact } from './read-csv.ts';

const SCRIPT = readFileSync(new URL('./append-log.lua', import.meta.url), 'utf8');
const SCRIPT_SHA = createHash('sha1').update(SCRIPT).digest('hex');
/** Figures in one entry of the log. */
const PER_ENTRY = 250;
/** Entries that may wait for the historian: a longer log might be trimmed before it was kept. */
const MOST_WAITING = 5_000;
const LOOK_EVERY_MS = 500;
/** Figures looked up at once. */
const PER_LOOK_UP = 20_000;

export interface Imported {
  readonly domain: string;
  readonly appended: number;
  /** Known already, with the same value. */
  readonly known: number;
  /** The last entry of the log; absent: none was written. */
  readonly lastId: string | undefined;
}

export async function importPast(
  facts: readonly PastFact[],
  parts: {
    readonly redis: Redis;
    readonly connection: DuckDBConnection;
    readonly historyDir: string;
    readonly timeZone: string;
  },
): Promise<Imported[]> {
  const { redis, connection, historyDir, timeZone } = parts;
  const results: Imported[] = [];
  for (const domain of new Set(facts.map((fact) => fact.domain))) {
    const folder = new SegmentFolder(join(historyDir, domain), () => {});
    const onTheirWay = await versionsOnTheirWay(redis, domain, timeZone);
    const own = facts.filter((fact) => fact.domain === domain);
    let appended = 0;
    let lastId: string | undefined;
    for (const some of chunks(own, PER_LOOK_UP)) {
      const fresh = await unknownOf(some, { connection, folder, onTheirWay, timeZone });
      for (const source of new Set(fresh.map((fact) => fact.source)))
        for (const entry of chunks(
          fresh.filter((fact) => fact.source === source),
          PER_ENTRY,
        ))
          lastId = await append(redis, domain, source, entry);
      appended += fresh.length;
    }
    results.push({ domain, appended, known: own.length - appended, lastId });
  }
  return results;
}

async function append(
  redis: Redis,
  domain: string,
  source: string,
  facts: readonly PastFact[],
): Promise<string> {
  while ((await redis.xlen(redisKeys.historyLog(domain))) > MOST_WAITING) await sleep(LOOK_EVERY_MS);
  const keys = [redisKeys.epoch(domain), redisKeys.historyLog(domain), redisKeys.historyLogCount(domain)];
  const rows = facts.map(({ observation }) => JSON.stringify(observationRow(observation))).join(',');
  const reply = (await redis
    .evalsha(SCRIPT_SHA, keys.length, ...keys, source, rows)
    .catch((error: unknown) => {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return redis.eval(SCRIPT, keys.length, ...keys, source, rows);
    })) as [string, string];
  if (reply[0] === '')
    throw new StartError(`nothing was ever recorded of ${domain} in this Redis; let a collector run first`);
  return reply[0];
}

function* chunks<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}
