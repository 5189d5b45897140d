/** The rules of a domain as Redis holds them: seeded from the files once, then changed by revisions only. */
import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import {
  parseRevision,
  revisionText,
  wordOf,
  type PendingRevision,
  type RuleRevision,
} from '../../shared/alert/revision.ts';
import type { AlertRule } from '../../shared/alert/rule.ts';
import { ConflictError } from '../../shared/errors.ts';
import { redisKeys } from '../../shared/redis-keys.ts';
import type { RuleInForce } from './watched.ts';

const SCRIPT = readFileSync(new URL('./rules.lua', import.meta.url), 'utf8');
/** Who put what the files gave. */
const FILES = 'config';

export class RuleStore {
  constructor(
    private readonly redis: Redis,
    private readonly domain: string,
  ) {}

  /** @returns what it did, as `seeded <rule>` and `pending <rule>`, for the log. */
  async seed(rules: readonly AlertRule[], nowMs: number): Promise<readonly string[]> {
    const args = rules.flatMap((rule) => {
      const word = wordOf(rule);
      const first: RuleRevision = { revision: 1, rule, says: word, seed: word, by: FILES, atMs: nowMs };
      const pending: PendingRevision = { change: 'edited', seed: word, rule };
      return [rule.id, word, revisionText(first), JSON.stringify(pending)];
    });
    return (await this.call(['seed', ...args])) as string[];
  }

  /** The rules in force, in the order of their ids. */
  async inForce(): Promise<RuleInForce[]> {
    const all = await this.revisions();
    return all.flatMap(({ rule, revision, removed }) => (removed === true ? [] : [{ ...rule, revision }]));
  }

  async revisions(): Promise<RuleRevision[]> {
    const texts = await this.redis.hvals(redisKeys.alertRules(this.domain));
    return texts.map(parseRevision).toSorted((a, b) => (a.rule.id < b.rule.id ? -1 : 1));
  }

  /** What the files say and is not in force, by rule id. */
  async pending(): Promise<ReadonlyMap<string, PendingRevision>> {
    const all = await this.redis.hgetall(redisKeys.alertRulesPending(this.domain));
    return new Map(Object.entries(all).map(([id, text]) => [id, JSON.parse(text) as PendingRevision]));
  }

  /**
   * Puts what the files say in force.
   * @throws ConflictError when there is nothing pending, or somebody changed the rule meanwhile.
   */
  async adopt(id: string, by: string, nowMs: number): Promise<RuleRevision> {
    const pending = (await this.pending()).get(id);
    const known = (await this.revisions()).find(({ rule }) => rule.id === id);
    if (pending === undefined || known === undefined)
      throw new ConflictError(`nothing is pending for the rule "${id}"`);
    const rule = pending.change === 'removed' ? known.rule : pending.rule;
    const next: RuleRevision = {
      revision: known.revision + 1,
      rule,
      ...(pending.change === 'removed' ? { removed: true } : {}),
      says: pending.change === 'removed' ? '' : wordOf(rule),
      seed: pending.seed,
      by,
      atMs: nowMs,
    };
    await this.put(next);
    return next;
  }

  /** @throws ConflictError when the revision in force is not the one before. */
  async put(next: RuleRevision): Promise<void> {
    const { id } = next.rule;
    const [verdict] = (await this.call([
      'put',
      id,
      String(next.revision - 1),
      revisionText(next),
    ])) as string[];
    if (verdict !== 'put')
      throw new ConflictError(`somebody changed the rule "${id}" meanwhile; read it again`);
  }

  private call(args: readonly string[]): Promise<unknown> {
    const keys = [
      redisKeys.alertRules,
      redisKeys.alertRuleRevisions,
      redisKeys.alertRulesPending,
      redisKeys.alertCheckpoint,
    ].map((key) => key(this.domain));
    return this.redis.eval(SCRIPT, keys.length, ...keys, ...args);
  }
}
