/**
 * What was answered to each delivery, for an hour: the same again is answered alike and changes nothing, whichever
 * collector it reaches. It is written by the record itself, in one step with what the delivery brought.
 */
import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { redisKeys } from '../../shared/redis-keys.ts';
import type { ProgressStep } from '../record-batch.ts';

export interface Answered {
  /** On Redis's clock, ms. */
  readonly atMs: number;
  /** Of the body: an id that comes again with another one is no repetition. */
  readonly digest: string;
  /** Observations and events that were accepted, and what was refused in words, at most {@link MAX_WORDS}. */
  readonly accepted: number;
  readonly refused: number;
  readonly refusals: readonly string[];
}

/** Longer than any delivery can be replayed, which its signed time bounds to ten minutes. */
const REMEMBERED_MS = 3_600_000;
/** Refusals that an answer names: thousands of answers are kept. */
export const MAX_WORDS = 3;
/** Fields looked at in one call: Redis serves others in between. */
const SCANNED = 500;

export function digestOf(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('base64url');
}

export function fieldOf(source: string, deliveryId: string): string {
  return `${source}/${deliveryId}`;
}

/** What is remembered of a delivery, and what was answered to it unless its record was cut short. */
export interface Remembered {
  readonly text: string;
  readonly answered: Answered | undefined;
}

export async function findAnswer(redis: Redis, domain: string, field: string): Promise<Remembered> {
  const text = (await redis.hget(redisKeys.deliveries(domain), field)) ?? '';
  return { text, answered: text === '' ? undefined : answeredIn(text) };
}

/** A batch of several parts claims the delivery with its first: that is no answer yet. */
function answeredIn(text: string): Answered | undefined {
  const parsed = JSON.parse(text) as Partial<Answered>;
  return parsed.atMs === undefined ? undefined : (parsed as Answered);
}

/** The step that remembers a delivery, if nobody has recorded it since it was looked for. */
export function rememberStep(field: string, { text }: Remembered, answered: Answered): ProgressStep {
  return { hash: 'deliveries', field, before: text, next: JSON.stringify(answered) };
}

/** Forgets the deliveries of long ago. Returns how many. */
export async function forgetDeliveries(
  redis: Redis,
  domains: readonly string[],
  nowMs: number,
): Promise<number> {
  let forgotten = 0;
  for (const domain of domains) {
    const key = redisKeys.deliveries(domain);
    let cursor = '0';
    do {
      const [next, found] = await redis.hscan(key, cursor, 'COUNT', SCANNED);
      const old = found.filter((_, at) => at % 2 === 0 && isOld(found[at + 1] ?? '', nowMs));
      if (old.length > 0) forgotten += await redis.hdel(key, ...old);
      cursor = next;
    } while (cursor !== '0');
  }
  return forgotten;
}

function isOld(text: string, nowMs: number): boolean {
  const answered = answeredIn(text);
  return answered === undefined || nowMs - answered.atMs > REMEMBERED_MS;
}
