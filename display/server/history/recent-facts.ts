/**
 * Which moments the history log tells of and the files do not hold yet. The log is read on from where it was left: a
 * chart costs what came since the last one, also when the historian has been away for hours.
 */
import type { Redis } from 'ioredis';
import { compareStreamIds } from '../../../shared/change-entry.ts';
import { parseLogEntry } from '../../../shared/history/log-entry.ts';
import { redisKeys } from '../../../shared/redis-keys.ts';

/** Entries asked of Redis at once: it serves others in between. */
const PAGE = 1_000;

interface Told {
  readonly id: string;
  readonly indicator: string;
  readonly place: string;
  readonly observedAtMs: number;
}

interface Tail {
  cursor: string;
  /** In the order of the log; as many as the log holds behind the files. */
  told: Told[];
}

export class RecentFacts {
  private readonly tails = new Map<string, Promise<Tail>>();

  constructor(private readonly redis: Redis) {}

  /** @param checkpoint last entry of the log that the files hold. */
  async since(domain: string, checkpoint: string): Promise<readonly Told[]> {
    // One after the other: two readers must not go on from the same cursor.
    const before = this.tails.get(domain) ?? Promise.resolve({ cursor: checkpoint, told: [] });
    const next = before
      .catch(() => ({ cursor: checkpoint, told: [] }))
      .then((tail) => this.readOn(domain, tail, checkpoint));
    this.tails.set(domain, next);
    return (await next).told;
  }

  private async readOn(domain: string, tail: Tail, checkpoint: string): Promise<Tail> {
    // A restored store and its files may be behind what was read: then the log is read anew.
    const isBehind =
      compareStreamIds(checkpoint, tail.cursor) > 0 || (await this.wentBack(domain, tail.cursor));
    let cursor = isBehind ? checkpoint : tail.cursor;
    const told = isBehind ? [] : tail.told.filter(({ id }) => compareStreamIds(id, checkpoint) > 0);
    for (;;) {
      const page = await this.redis.xrange(redisKeys.historyLog(domain), `(${cursor}`, '+', 'COUNT', PAGE);
      for (const [id, fields] of page) {
        cursor = id;
        for (const { indicator, place, period, observedAtMs } of parseLogEntry(domain, id, fields).readings)
          if (period === undefined) told.push({ id, indicator, place, observedAtMs });
      }
      if (page.length < PAGE) return { cursor, told };
    }
  }

  private async wentBack(domain: string, cursor: string): Promise<boolean> {
    const [last] = await this.redis.xrevrange(redisKeys.historyLog(domain), '+', '-', 'COUNT', 1);
    return last !== undefined && compareStreamIds(last[0], cursor) < 0;
  }
}
