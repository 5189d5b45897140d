/** The first fact of a series, among those that Redis holds, that was known at an instant. */
import type { Redis } from 'ioredis';
import { seriesKey } from '../../../shared/observation.ts';
import { redisKeys } from '../../../shared/redis-keys.ts';
import type { Series } from './cold-reader.ts';
import { versionsOf } from './newest.ts';

/** Members asked of Redis at once: it serves others in between. */
const PAGE = 1_000;

/** Ms since 1970 UTC; undefined: none was. @param knownAtMs undefined: now. */
export async function firstHotMs(
  redis: Redis,
  { domain, indicator, place }: Series,
  knownAtMs: number | undefined,
): Promise<number | undefined> {
  const key = redisKeys.history(domain, seriesKey(indicator, place));
  const most = knownAtMs === undefined ? 1 : PAGE;
  for (let from = 0; ; from += most) {
    const page = await redis.zrangebyscore(key, '-inf', '+inf', 'WITHSCORES', 'LIMIT', from, most);
    const [first] = versionsOf(page, knownAtMs);
    if (first !== undefined) return first.sortMs;
    if (page.length < 2 * most) return undefined;
  }
}
