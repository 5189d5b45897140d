/** What people do to alerts: acknowledge, shelve. Stepped by the one lifecycle, and committed as the evaluators commit. */
import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { alertEntry, parseAlertEntry } from '../../../shared/alert/alert-entry.ts';
import { MAX_TELLINGS, MAX_TRANSITIONS } from '../../../shared/alert/bounds.ts';
import { step, type AlertInput, type Evaluation } from '../../../shared/alert/lifecycle.ts';
import { parseRevision } from '../../../shared/alert/revision.ts';
import { redisKeys } from '../../../shared/redis-keys.ts';

const SCRIPT = readFileSync(new URL('./act.lua', import.meta.url), 'utf8');
/** An evaluator may commit in between; so often in a row it does not. */
const MAX_ATTEMPTS = 10;

export interface AlertName {
  readonly domain: string;
  readonly rule: string;
  readonly place: string;
}

/** `nothing`: it stood like that already. `overtaken`: others wrote it again and again. */
export type ActOutcome = 'done' | 'nothing' | 'unknown' | 'overtaken';

export class AlertActs {
  constructor(
    private readonly redis: Redis,
    private readonly nowMs: () => number,
  ) {}

  async act(
    { domain, rule: id, place }: AlertName,
    input: Exclude<AlertInput, Evaluation>,
  ): Promise<ActOutcome> {
    const field = `${id}|${place}`;
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const [text, rule] = await Promise.all([
        this.redis.hget(redisKeys.alerts(domain), field),
        this.redis.hget(redisKeys.alertRules(domain), id),
      ]);
      if (text === null || rule === null) return 'unknown';
      const before = parseAlertEntry(text);
      const inForce = parseRevision(rule);
      const { alert, transitions } = step(
        { ...inForce.rule, revision: inForce.revision },
        before,
        input,
        this.nowMs(),
      );
      if (transitions.length === 0) return 'nothing';
      const verdict = await this.commit(domain, [
        field,
        String(before.seq),
        alertEntry(alert),
        String(MAX_TRANSITIONS),
        String(MAX_TELLINGS),
        ...transitions.flatMap((one) => [JSON.stringify(one), one.telling === 'none' ? '0' : '1']),
      ]);
      if (verdict === 'done') return 'done';
    }
    return 'overtaken';
  }

  private commit(domain: string, args: readonly string[]): Promise<unknown> {
    const of = redisKeys;
    const keys = [of.alertCheckpoint, of.alerts, of.transitions, of.outbox, of.epoch].map((key) =>
      key(domain),
    );
    return this.redis.eval(SCRIPT, keys.length, ...keys, ...args);
  }
}
