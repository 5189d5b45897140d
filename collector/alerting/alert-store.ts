/** What the evaluator keeps of a domain in Redis: read in one script, written in one script. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { alertEntry, parseAlertEntry } from '../../shared/alert/alert-entry.ts';
import type { Alert, Transition } from '../../shared/alert/alert.ts';
import { MAX_TELLINGS, MAX_TRANSITIONS } from '../../shared/alert/bounds.ts';
import { redisKeys } from '../../shared/redis-keys.ts';

const scriptOf = (name: string) => {
  const text = readFileSync(new URL(`./${name}`, import.meta.url), 'utf8');
  return { text, sha: createHash('sha1').update(text).digest('hex') };
};
const COMMIT = scriptOf('commit.lua');
const LEASE = scriptOf('lease.lua');

/** Gaps are rare, and each is a line. */
const MAX_GAPS = 1_000;

export interface Checkpoint {
  readonly turn: string;
  /** Empty: nothing was judged yet. */
  readonly epoch: string;
  readonly cursor: string;
  readonly toMs: number;
  readonly sinceMs: number;
}

export interface StoredAlerts {
  readonly checkpoint: Checkpoint;
  readonly alerts: readonly Alert[];
  /** Field → when it is to be judged, ms. */
  readonly deadlines: ReadonlyMap<string, number>;
  readonly facts: ReadonlyMap<string, string>;
  readonly hours: ReadonlyMap<string, string>;
}

export interface Round {
  readonly epoch: string;
  readonly cursor: string;
  readonly toMs: number;
  /** Each alert with the number it had before. */
  readonly alerts: readonly { readonly field: string; readonly seqBefore: number; readonly alert: Alert }[];
  /** Rules that were judged by, with their revisions. */
  readonly rules: readonly (readonly [string, number])[];
  /** Undefined: none any more. */
  readonly deadlines: readonly (readonly [string, number | undefined])[];
  readonly transitions: readonly Transition[];
  /** Empty text: gone. */
  readonly facts: readonly (readonly [string, string])[];
  readonly hours: readonly (readonly [string, string])[];
  /** Why what came before was not judged; undefined: it was. */
  readonly gap: string | undefined;
}

export type Committed =
  | { readonly ok: true; readonly turn: string }
  | { readonly ok: false; readonly why: string };

export interface Lease {
  readonly nowMs: number;
  readonly isOurs: boolean;
  /** When somebody last judged; undefined: never. */
  readonly watchedMs: number | undefined;
  /** Writes so far, whoever made them. */
  readonly turn: string;
}

export class AlertStore {
  constructor(
    private readonly redis: Redis,
    private readonly domain: string,
    private readonly owner: string,
  ) {}

  async lease(forMs: number): Promise<Lease> {
    const [now, ours, watched, turn] = (await this.call(
      LEASE,
      [redisKeys.alertCheckpoint(this.domain)],
      [this.owner, forMs],
    )) as [string, string, string, string];
    return {
      nowMs: Number(now),
      isOurs: ours === '1',
      watchedMs: watched === '' ? undefined : Number(watched),
      turn,
    };
  }

  /** Another may judge at once. */
  async release(): Promise<void> {
    const key = redisKeys.alertCheckpoint(this.domain);
    if ((await this.redis.hget(key, 'owner')) === this.owner) await this.redis.hset(key, 'ownerUntilMs', '0');
  }

  /** All of it as of one instant. */
  async read(): Promise<StoredAlerts> {
    const of = (key: (domain: string) => string) => key(this.domain);
    const replies = await this.redis
      .multi()
      .hgetall(of(redisKeys.alertCheckpoint))
      .hvals(of(redisKeys.alerts))
      .zrange(of(redisKeys.alertDeadlines), '0', '-1', 'WITHSCORES')
      .hgetall(of(redisKeys.alertFacts))
      .hgetall(of(redisKeys.alertHours))
      .exec();
    const [checkpoint, alerts, deadlines, facts, hours] = (replies ?? []).map(([error, reply]) => {
      if (error !== null) throw error;
      return reply;
    }) as [Record<string, string>, string[], string[], Record<string, string>, Record<string, string>];
    return {
      checkpoint: {
        turn: checkpoint['turn'] ?? '0',
        epoch: checkpoint['epoch'] ?? '',
        cursor: checkpoint['cursor'] ?? '',
        toMs: Number(checkpoint['toMs'] ?? 0),
        sinceMs: Number(checkpoint['sinceMs'] ?? 0),
      },
      alerts: alerts.map(parseAlertEntry),
      deadlines: new Map(pairsOf(deadlines).map(([field, score]) => [field, Number(score)])),
      facts: new Map(Object.entries(facts)),
      hours: new Map(Object.entries(hours)),
    };
  }

  async commit(turn: string, round: Round): Promise<Committed> {
    const of = redisKeys;
    const keys = [
      of.alertCheckpoint,
      of.alerts,
      of.alertDeadlines,
      of.transitions,
      of.outbox,
      of.alertFacts,
      of.alertHours,
      of.alertRules,
      of.alertGaps,
      of.epoch,
    ].map((key) => key(this.domain));
    const [verdict, word] = (await this.call(COMMIT, keys, [
      this.owner,
      turn,
      round.epoch,
      round.cursor,
      round.toMs,
      MAX_TRANSITIONS,
      MAX_TELLINGS,
      MAX_GAPS,
      ...listOf(round.alerts.map(({ field, seqBefore, alert }) => [field, seqBefore, alertEntry(alert)])),
      ...listOf(round.rules),
      ...listOf(round.deadlines.map(([field, atMs]) => [field, atMs ?? ''])),
      ...listOf(round.transitions.map((one) => [JSON.stringify(one), one.telling === 'none' ? '0' : '1'])),
      ...listOf(round.facts),
      ...listOf(round.hours),
      round.gap ?? '',
    ])) as [string, string];
    return verdict === 'committed' ? { ok: true, turn: word } : { ok: false, why: word };
  }

  private async call(
    { text, sha }: { readonly text: string; readonly sha: string },
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<unknown> {
    try {
      return await this.redis.evalsha(sha, keys.length, ...keys, ...args);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      // A restarted Redis has forgotten its scripts; EVAL teaches it again.
      return await this.redis.eval(text, keys.length, ...keys, ...args);
    }
  }
}

function listOf(rows: readonly (readonly (string | number)[])[]): (string | number)[] {
  return [rows.length, ...rows.flat()];
}

function pairsOf(flat: readonly string[]): [string, string][] {
  return Array.from({ length: flat.length / 2 }, (_, n) => [flat[2 * n] ?? '', flat[2 * n + 1] ?? '']);
}
