/** Reads a domain's change stream behind the journal, and says when it is not the stream that was followed. */
import type { Redis } from 'ioredis';
import { parseChangeEntry, type ChangeBatch } from '../../../shared/change-entry.ts';
import type { DomainState } from '../../../shared/domain-state.ts';
import { redisKeys } from '../../../shared/redis-keys.ts';
import {
  judgeStanding,
  LOAD_SCRIPT,
  loadArguments,
  parseStanding,
  STANDING_SCRIPT,
  standingKeys,
  stateOfReply,
  type StandingStep,
} from '../../../shared/stored-domain.ts';
import { MAX_CHANGES } from '../../record-batch.ts';

/** Entries asked for at once: Redis serves others in between. */
const PAGE = 500;

export interface Followed {
  readonly step: StandingStep;
  readonly changes: readonly ChangeBatch[];
  /** Nothing more waits. */
  readonly isAtEnd: boolean;
}

/** The next changes behind a state. Of another step than `followed` there are none. */
export async function nextChanges(
  redis: Redis,
  { domain, epoch, cursor }: Pick<DomainState, 'domain' | 'epoch' | 'cursor'>,
): Promise<Followed> {
  const replies = await redis
    .multi()
    .xrange(redisKeys.changes(domain), `(${cursor}`, '+', 'COUNT', PAGE)
    .eval(STANDING_SCRIPT, 2, ...standingKeys(domain))
    .exec();
  const [entries, standing] = (replies ?? []).map(([error, reply]) => {
    if (error !== null) throw error;
    return reply;
  }) as [[string, string[]][], unknown];
  const step = judgeStanding(parseStanding(standing), epoch, cursor, entries.at(-1)?.[0]);
  if (step !== 'followed') return { step, changes: [], isAtEnd: true };
  const changes = entries.map(([id, fields]) => parseChangeEntry(domain, id, fields));
  const foreign = changes.findIndex((change) => change.epoch !== epoch);
  if (foreign >= 0) return { step: 'other-epoch', changes: changes.slice(0, foreign), isAtEnd: true };
  return { step, changes, isAtEnd: entries.length < PAGE };
}

/**
 * The first word of a store that still has all of its words: none was trimmed yet, so whoever folds them from nothing
 * holds what screens held. Undefined: something may have been told before.
 */
export async function firstChange(redis: Redis, domain: string): Promise<ChangeBatch | undefined> {
  const key = redisKeys.changes(domain);
  const replies = await redis
    .multi()
    .get(redisKeys.epoch(domain))
    .xlen(key)
    .xrange(key, '-', '+', 'COUNT', 1)
    .exec();
  const [epoch, length, entries] = (replies ?? []).map(([error, reply]) => {
    if (error !== null) throw error;
    return reply;
  }) as [string | null, number, [string, string[]][]];
  const [first] = entries;
  if (epoch === null || first === undefined || length >= MAX_CHANGES) return undefined;
  const change = parseChangeEntry(domain, ...first);
  return change.epoch === epoch ? change : undefined;
}

/** The whole state, and Redis's time. Undefined: nothing was ever recorded of the domain. */
export async function loadState(
  redis: Redis,
  domain: string,
): Promise<{ readonly state: DomainState; readonly nowMs: number } | undefined> {
  const { keys, maxEvents } = loadArguments(domain);
  const [seconds, micros] = await redis.time();
  const state = stateOfReply(domain, await redis.eval(LOAD_SCRIPT, keys.length, ...keys, maxEvents));
  if (state.epoch === '') return undefined;
  return { state, nowMs: Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000) };
}
