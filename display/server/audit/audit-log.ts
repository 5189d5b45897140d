/**
 * The audit: a stream that is only ever appended to. A command is written down before it runs, so that none acts unseen,
 * and its outcome behind it; one without an outcome was cut short by the end of its process.
 */
import type { Redis } from 'ioredis';
import type { AuditLine } from '../../../shared/account/words.ts';
import { redisKeys } from '../../../shared/redis-keys.ts';

/** About 40 MB of Redis, and years of a control room; the oldest go first. */
const MAX_ENTRIES = 100_000;
/** No command takes longer from its first entry to its second, ms. */
const OUTCOME_WITHIN_MS = 60_000;
/** Entries that are read at once. */
const BATCH = 500;
const FIELD = 'e';

export type AskedEntry = Omit<AuditLine, 'id' | 'outcome' | 'target' | 'before' | 'after'>;
export type OutcomeEntry = Pick<AuditLine, 'outcome' | 'target' | 'before' | 'after'>;

type StoredEntry = { readonly asked: AskedEntry } | { readonly of: string; readonly became: OutcomeEntry };

/** What a page begins behind; the newest page has none. */
export const AUDIT_CURSOR = /^\d{1,16}-\d{1,10}$/;

export class AuditLog {
  constructor(private readonly redis: Redis) {}

  /** @returns the id by which the outcome follows. JSON keeps whatever was typed on its own line. */
  asked(entry: AskedEntry): Promise<string> {
    return this.append({ asked: entry });
  }

  async became(id: string, outcome: OutcomeEntry): Promise<void> {
    await this.append({ of: id, became: outcome });
  }

  /** Newest first, those before the cursor. `next`: the cursor of the page behind; undefined: there is none. */
  async page(
    before: string | undefined,
    limit: number,
  ): Promise<{ readonly items: AuditLine[]; readonly next: string | undefined }> {
    const became = before === undefined ? new Map<string, OutcomeEntry>() : await this.outcomesAfter(before);
    const items: AuditLine[] = [];
    let cursor = before === undefined ? '+' : `(${before}`;
    for (;;) {
      const entries = await this.redis.xrevrange(redisKeys.audit(), cursor, '-', 'COUNT', BATCH);
      for (const { id, stored } of entries.map(parse)) {
        if ('of' in stored) became.set(stored.of, stored.became);
        else if (items.length === limit) return { items, next: items.at(-1)?.id };
        else items.push({ id, ...stored.asked, ...became.get(id) });
      }
      const last = entries.at(-1);
      if (last === undefined || entries.length < BATCH) return { items, next: undefined };
      cursor = `(${last[0]}`;
    }
  }

  /** Of commands on this side of a page's beginning: they may have ended on the other. */
  private async outcomesAfter(cursor: string): Promise<Map<string, OutcomeEntry>> {
    const became = new Map<string, OutcomeEntry>();
    const untilMs = Number(cursor.split('-')[0]) + OUTCOME_WITHIN_MS;
    let from = cursor;
    for (;;) {
      const entries = await this.redis.xrange(redisKeys.audit(), `(${from}`, untilMs, 'COUNT', BATCH);
      for (const { stored } of entries.map(parse)) if ('of' in stored) became.set(stored.of, stored.became);
      const last = entries.at(-1);
      if (last === undefined || entries.length < BATCH) return became;
      from = last[0];
    }
  }

  private async append(entry: StoredEntry): Promise<string> {
    const text = JSON.stringify(entry);
    const id = await this.redis.xadd(redisKeys.audit(), 'MAXLEN', '~', MAX_ENTRIES, '*', FIELD, text);
    if (id === null) throw new Error('Redis gave no id to an entry of the audit');
    return id;
  }
}

function parse([id, fields]: [id: string, fields: string[]]): { id: string; stored: StoredEntry } {
  return { id, stored: JSON.parse(fields[1] ?? '') as StoredEntry };
}
