/**
 * The one door to the past. Recent points come from Redis, all from the historian's files; both together answer every
 * question once, without seams: what both hold counts once, and what was accepted a moment ago is in Redis.
 *
 * Every question may name the instant whose knowledge it wants (`knownAtMs`); without one it is answered as of now.
 */
import type { Redis } from 'ioredis';
import { gapsOf } from '../../../shared/history/gaps.ts';
import { asKnownAt, latestKnownAt, mergeVersions, type Version } from '../../../shared/history/known-at.ts';
import { parseLogEntry, type LoggedBatch } from '../../../shared/history/log-entry.ts';
import {
  rollUp,
  spanEndMs,
  spanStartMs,
  type Rollup,
  type RollupSpan,
} from '../../../shared/history/rollup.ts';
import type { LogGap } from '../../../shared/history/segment-note.ts';
import { checkpointOf } from '../../../shared/history/segment.ts';
import { parseHistoryMember } from '../../../shared/latest-entry.ts';
import { seriesKey, type WallEvent } from '../../../shared/observation.ts';
import { redisKeys } from '../../../shared/redis-keys.ts';
import { ManySeriesReader } from './many-series.ts';
import { NewestReader, versionsOf } from './newest.ts';
import { ColdReader, type Asked, type Series } from './cold-reader.ts';

/** Members or entries asked of Redis at once: it serves others in between. No score has as many members. */
const PAGE = 1_000;
/** Beyond every instant of a fact; DuckDB's own bounds are wider. */
const EVER = { fromMs: -8.64e15 / 2, toMs: 8.64e15 / 2 };

export interface HistoryReaderOptions {
  readonly redis: Redis;
  /** Folder of the history; undefined: only what Redis holds is answered. */
  readonly folder: string | undefined;
  /** Of the province: its hours and days are those of the rollups. */
  readonly timeZone: string;
  /** The rollups that are kept of an indicator; others are made of its facts. */
  readonly spansOf: (indicator: string) => readonly RollupSpan[];
}

export class HistoryReader {
  /** One indicator at many places in one go. */
  readonly many: ManySeriesReader;
  /** The last that is known. */
  readonly newest: NewestReader;
  private readonly cold: ColdReader;

  constructor(private readonly options: HistoryReaderOptions) {
    const { redis, timeZone } = options;
    this.cold = new ColdReader(options.folder);
    this.newest = new NewestReader(redis, this.cold);
    this.many = new ManySeriesReader({
      redis,
      timeZone,
      cold: this.cold,
      hot: (...asked) => this.hot(...asked),
    });
  }

  /** The rollups that are kept of an indicator; none where no files are in reach. */
  keptSpans(indicator: string): readonly RollupSpan[] {
    return this.options.folder === undefined ? [] : this.options.spansOf(indicator);
  }

  /** Every accepted observation whose fact lies between two instants, corrections and what they corrected. */
  async versions(series: Series, asked: Asked): Promise<Version[]> {
    // Files first: what leaves Redis meanwhile was in them long before.
    const cold = await this.cold.versions(series, asked);
    return mergeVersions(cold, await this.hot(series, asked));
  }

  /** One point per fact, oldest first; of figures of a period one per period. */
  async series(series: Series, asked: Asked): Promise<Version[]> {
    return asKnownAt(await this.versions(series, asked), asked.knownAtMs);
  }

  /**
   * The newest fact of a series that was known at an instant (`latestKnownAt`), whoever told it: what screens showed
   * where sources rival each other only the journal tells. Undefined: nothing was known.
   */
  async latest(series: Series, knownAtMs: number | undefined): Promise<Version | undefined> {
    // It is a version of the newest fact that was known; only of that one all are read.
    const cold = await this.cold.lastSortMs(series, { ...EVER, knownAtMs });
    const hot = await this.hotLastSortMs(series, knownAtMs);
    const sortMs = Math.max(cold ?? -Infinity, hot ?? -Infinity);
    if (sortMs === -Infinity) return undefined;
    return latestKnownAt(await this.versions(series, { fromMs: sortMs, toMs: sortMs, knownAtMs }), knownAtMs);
  }

  /** Events that happened between two instants, each as it stood, oldest first. */
  async events(domain: string, asked: Asked): Promise<WallEvent[]> {
    // The end of the files before the files: what is written meanwhile is then read twice, and not missed.
    const checkpoint = checkpointOf(await this.cold.notes(domain));
    const cold = await this.cold.events(domain, { ...EVER, knownAtMs: asked.knownAtMs });
    const byId = new Map(cold.map(({ event }) => [event.id, event]));
    for await (const { collectedAtMs, events } of this.recent(domain, checkpoint))
      if (asked.knownAtMs === undefined || collectedAtMs <= asked.knownAtMs)
        for (const event of events) byId.set(event.id, event);
    return [...byId.values()]
      .filter(({ atMs }) => atMs >= asked.fromMs && atMs <= asked.toMs)
      .toSorted((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
  }

  /**
   * Rollups of the spans that hold an instant between two, oldest first; a figure of a period has none. Those that the
   * files hold are taken as they are, unless something was accepted since, or later than the asked knowledge: these are
   * made anew from the facts.
   */
  async rollups(series: Series, span: RollupSpan, asked: Asked): Promise<Rollup[]> {
    const { timeZone, spansOf } = this.options;
    const { knownAtMs } = asked;
    const fromMs = spanStartMs(asked.fromMs, span, timeZone);
    if (!spansOf(series.indicator).includes(span)) {
      const toMs = spanEndMs(spanStartMs(asked.toMs, span, timeZone), span, timeZone) - 1;
      const moments = (await this.versions(series, { fromMs, toMs, knownAtMs })).filter(isMoment);
      return rollUp(asKnownAt(moments, knownAtMs), span, timeZone);
    }
    const within = { fromMs, toMs: asked.toMs };
    const checkpoint = checkpointOf(await this.cold.notes(series.domain));
    const rollups = await this.cold.rollups(series, span, within);
    const anew = new Set<number>();
    for (const [startMs, { collectedAtMs }] of rollups)
      if (knownAtMs !== undefined && collectedAtMs > knownAtMs) anew.add(startMs);
    for await (const { readings } of this.recent(series.domain, checkpoint))
      for (const { indicator, place, period, observedAtMs } of readings)
        if (indicator === series.indicator && place === series.place && period === undefined)
          anew.add(spanStartMs(observedAtMs, span, timeZone));
    const starts = [...anew].filter((startMs) => startMs >= fromMs && startMs <= asked.toMs);
    for (const near of nearEachOther(starts)) {
      const toMs = spanEndMs(Math.max(...near), span, timeZone) - 1;
      const versions = await this.versions(series, { fromMs: Math.min(...near), toMs, knownAtMs });
      for (const startMs of near) rollups.delete(startMs);
      for (const rollup of rollUp(asKnownAt(versions.filter(isMoment), knownAtMs), span, timeZone))
        if (anew.has(rollup.startMs)) rollups.set(rollup.startMs, rollup);
    }
    return [...rollups.values()].toSorted((a, b) => a.startMs - b.startMs);
  }

  /** What was accepted and is lost to the files. */
  async gaps(domain: string): Promise<LogGap[]> {
    return gapsOf(await this.cold.notes(domain));
  }

  async close(): Promise<void> {
    await this.cold.close();
  }

  private async hot({ domain, indicator, place }: Series, asked: Asked): Promise<Version[]> {
    const key = redisKeys.history(domain, seriesKey(indicator, place));
    const versions: Version[] = [];
    // By the last score and not by a count: trimming meanwhile would shift the count. What comes twice is merged.
    let fromMs = asked.fromMs;
    for (;;) {
      const page = await this.options.redis.zrangebyscore(
        key,
        fromMs,
        asked.toMs,
        'WITHSCORES',
        'LIMIT',
        0,
        PAGE,
      );
      versions.push(...versionsOf(page, asked.knownAtMs));
      const lastMs = Number(page.at(-1));
      if (page.length < 2 * PAGE || lastMs === fromMs) return versions;
      fromMs = lastMs;
    }
  }

  private async hotLastSortMs(
    { domain, indicator, place }: Series,
    knownAtMs = Infinity,
  ): Promise<number | undefined> {
    const key = redisKeys.history(domain, seriesKey(indicator, place));
    let toMs: number | string = '+inf';
    for (;;) {
      const page: string[] = await this.options.redis.zrevrangebyscore(
        key,
        toMs,
        '-inf',
        'WITHSCORES',
        'LIMIT',
        0,
        PAGE,
      );
      for (let at = 0; at + 1 < page.length; at += 2)
        if (parseHistoryMember(page[at] as string).collectedAtMs <= knownAtMs) return Number(page[at + 1]);
      const lastMs = Number(page.at(-1));
      if (page.length < 2 * PAGE || lastMs === toMs) return undefined;
      toMs = lastMs;
    }
  }

  /** What the log holds and the files do not yet, in the order of acceptance. */
  private async *recent(domain: string, checkpoint: string): AsyncGenerator<LoggedBatch> {
    let cursor = checkpoint;
    for (;;) {
      const page = await this.options.redis.xrange(
        redisKeys.historyLog(domain),
        `(${cursor}`,
        '+',
        'COUNT',
        PAGE,
      );
      for (const [id, fields] of page) {
        cursor = id;
        yield parseLogEntry(domain, id, fields);
      }
      if (page.length < PAGE) return;
    }
  }
}

const isMoment = ({ period }: Version) => period === undefined;

/** Spans further apart than this are looked up apart: what lies between would be read for nothing. */
const NEAR_MS = 2 * 86_400_000;

function nearEachOther(starts: readonly number[]): number[][] {
  const groups: number[][] = [];
  for (const startMs of starts.toSorted((a, b) => a - b)) {
    const group = groups.at(-1);
    if (group !== undefined && startMs - (group.at(-1) as number) <= NEAR_MS) group.push(startMs);
    else groups.push([startMs]);
  }
  return groups;
}
