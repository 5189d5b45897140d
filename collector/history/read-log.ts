/** Reads a domain's history log behind the checkpoint, in runs that become one segment each. */
import type { Redis } from 'ioredis';
import { parseLogEntry, type LoggedBatch } from '../../shared/history/log-entry.ts';
import { hourEndMs } from '../../shared/history/merge-plan.ts';
import { idMs } from '../../shared/history/segment.ts';
import { redisKeys } from '../../shared/redis-keys.ts';

/** Entries asked for at once: Redis serves others in between. */
const PAGE = 500;
/** Most rows of one segment: what the historian holds in memory. */
const MAX_ROWS = 50_000;

/**
 * The next entries that may stand in one segment: of one epoch, numbered without a gap, within one hour of the log.
 * Empty: nothing is owed.
 */
export async function readRun(redis: Redis, domain: string, afterId: string): Promise<LoggedBatch[]> {
  const run: LoggedBatch[] = [];
  let rows = 0;
  let cursor = afterId;
  for (;;) {
    const page = await redis.xrange(redisKeys.historyLog(domain), `(${cursor}`, '+', 'COUNT', PAGE);
    for (const [id, fields] of page) {
      const batch = parseLogEntry(domain, id, fields);
      if (!joins(run, batch)) return run;
      run.push(batch);
      rows += batch.readings.length + batch.events.length;
      cursor = id;
      if (rows >= MAX_ROWS) return run;
    }
    if (page.length < PAGE) return run;
  }
}

function joins(run: readonly LoggedBatch[], batch: LoggedBatch): boolean {
  const [first, last] = [run[0], run.at(-1)];
  if (first === undefined || last === undefined) return true;
  return (
    batch.epoch === last.epoch &&
    batch.number === last.number + 1 &&
    hourEndMs(idMs(batch.id)) === hourEndMs(idMs(first.id))
  );
}
