/** Keeps the log of entries bounded: the oldest go first, each with what became of it. */
import type { Redis } from 'ioredis';
import { outcomeField, parseEntries } from '../../shared/entry/entry-line.ts';
import { redisKeys } from '../../shared/redis-keys.ts';

/** Per domain: about three years of a daily form. */
const MAX_ENTRIES = 1_000;
/** A line and its outcome. */
const FIELDS_PER_ENTRY = 2;

/** Returns how many entries were forgotten. */
export async function keepEntries(
  redis: Redis,
  domains: readonly string[],
  maxEntries = MAX_ENTRIES,
): Promise<number> {
  let forgotten = 0;
  for (const domain of domains) {
    const key = redisKeys.entries(domain);
    if ((await redis.hlen(key)) <= maxEntries * FIELDS_PER_ENTRY) continue;
    const old = parseEntries(await redis.hgetall(key)).slice(maxEntries);
    if (old.length === 0) continue;
    await redis.hdel(key, ...old.flatMap(({ id }) => [id, outcomeField(id)]));
    forgotten += old.length;
  }
  return forgotten;
}
