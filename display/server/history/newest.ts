/** The last that is known of series, from Redis and the files together. */
import type { Redis } from 'ioredis';
import { mergeVersions, type Version } from '../../../shared/history/known-at.ts';
import { parseHistoryMember } from '../../../shared/latest-entry.ts';
import { seriesKey } from '../../../shared/observation.ts';
import { redisKeys } from '../../../shared/redis-keys.ts';
import type { ColdReader, ManySeries, Series } from './cold-reader.ts';

/** Members asked of Redis at once: it serves others in between. */
const PAGE = 1_000;
/** Beyond every instant of a fact; DuckDB's own bounds are wider. */
const EVER = { fromMs: -8.64e15 / 2, toMs: 8.64e15 / 2 };

export class NewestReader {
  constructor(
    private readonly redis: Redis,
    private readonly cold: Pick<ColdReader, 'newest'>,
  ) {}

  /** The last versions of a series, newest fact first, of one fact the one that was accepted last first. */
  async of(series: Series, limit: number, knownAtMs: number | undefined): Promise<Version[]> {
    const asked = { ...EVER, knownAtMs };
    const cold = await this.cold.newest({ ...series, places: [series.place] }, asked, limit);
    const hot = await this.hot(series, limit, knownAtMs);
    return mergeVersions(cold, hot).toReversed().slice(0, limit);
  }

  /** The newest fact of several places. Undefined: nothing is known of any. */
  async ofMany(many: ManySeries, knownAtMs: number | undefined): Promise<Version | undefined> {
    const cold = await this.cold.newest(many, { ...EVER, knownAtMs }, 1);
    const hot = await Promise.all(many.places.map((place) => this.hot({ ...many, place }, 1, knownAtMs)));
    return mergeVersions(cold, ...hot).at(-1);
  }

  /** The last members of what Redis holds, so many of those that were known. */
  private async hot(
    { domain, indicator, place }: Series,
    limit: number,
    knownAtMs: number | undefined,
  ): Promise<Version[]> {
    const key = redisKeys.history(domain, seriesKey(indicator, place));
    const versions: Version[] = [];
    for (let from = 0; versions.length < limit; from += PAGE) {
      const page = await this.redis.zrevrange(key, from, from + PAGE - 1, 'WITHSCORES');
      versions.push(...versionsOf(page, knownAtMs));
      if (page.length < 2 * PAGE) break;
    }
    return versions.slice(0, limit);
  }
}

/** Members with their scores, one after the other, as Redis gives them. */
export function versionsOf(page: readonly string[], knownAtMs: number | undefined): Version[] {
  const versions: Version[] = [];
  for (let at = 0; at + 1 < page.length; at += 2) {
    const version = { ...parseHistoryMember(page[at] as string), sortMs: Number(page[at + 1]) };
    if (knownAtMs === undefined || version.collectedAtMs <= knownAtMs) versions.push(version);
  }
  return versions;
}
