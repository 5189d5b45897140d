/**
 * The past of one indicator at many places in one go: a chart of 65 communes is one question to the files and not 65.
 * Where rollups are kept they are merged into the stretches of a chart by DuckDB, and only those that something was
 * accepted of since, or later than the asked knowledge, are made anew from their facts.
 */
import type { Redis } from 'ioredis';
import { MOMENT_CELLS, PERIOD_CELLS, versionOfCells } from '../../../shared/history/cells.ts';
import { asKnownAt, mergeVersions, type Version } from '../../../shared/history/known-at.ts';
import {
  rollUp,
  spanEndMs,
  spanStartMs,
  type Rollup,
  type RollupSpan,
} from '../../../shared/history/rollup.ts';
import { checkpointOf } from '../../../shared/history/segment.ts';
import type { TableName } from '../../../shared/history/tables.ts';
import { inBuckets, type BucketGrid } from './bucket-grid.ts';
import { whereOfMany, type Asked, type ColdReader, type ManySeries, type Series } from './cold-reader.ts';
import { firstHotMs } from './first-known.ts';
import { RecentFacts } from './recent-facts.ts';
import { runsOf } from './runs.ts';
import { learnedBehind, storedBuckets, type Stored } from './stored-rollups.ts';

export interface ManyOptions {
  readonly redis: Redis;
  readonly cold: ColdReader;
  readonly hot: (series: Series, asked: Asked) => Promise<Version[]>;
  readonly timeZone: string;
}

/** Of a corrected past that is asked as it was known before; some 100 MB while they are read. */
const MOST_MADE_ANEW = 500_000;
/** Each is a question to the files; beyond, one question over all of them costs less. */
const MOST_RUNS = 20;

/** What is asked lies in more facts than a display server may hold at once. */
export class TooManyFacts extends Error {
  override readonly name = 'TooManyFacts';
}

/** Bounds of the instants of facts that a look for the first one has. */
const EVER = { fromMs: -8.64e15 / 2, toMs: 8.64e15 / 2 };

export class ManySeriesReader {
  private readonly recent: RecentFacts;

  constructor(private readonly options: ManyOptions) {
    this.recent = new RecentFacts(options.redis);
  }

  /** Oldest first; `lineOf` says which versions of a place. Undefined: they are more than `most`, and not all were read. */
  async facts(
    many: ManySeries,
    asked: Asked,
    most: number,
    lineOf = (versions: readonly Version[]) => asKnownAt(versions, asked.knownAtMs),
  ): Promise<Map<string, Version[]> | undefined> {
    // Files first: what leaves Redis meanwhile was in them long before.
    const moments = await this.coldVersions(many, 'observations', MOMENT_CELLS, asked, most);
    const periods = await this.coldVersions(many, 'periods', PERIOD_CELLS, asked, most);
    if (moments.length > most || periods.length > most) return undefined;
    const cold = new Map<string, Version[]>(many.places.map((place) => [place, []]));
    for (const [place, version] of [...moments, ...periods]) cold.get(place)?.push(version);
    const facts = new Map<string, Version[]>();
    let count = 0;
    const hot = await Promise.all(many.places.map((place) => this.options.hot({ ...many, place }, asked)));
    many.places.forEach((place, at) => {
      const known = lineOf(mergeVersions(cold.get(place) ?? [], hot[at] ?? []));
      count += known.length;
      facts.set(place, known);
    });
    return count > most ? undefined : facts;
  }

  /**
   * What every place came to in the stretches of a grid, made of kept rollups of a span, oldest first. A stretch that
   * holds nothing is not there.
   */
  async buckets(
    many: ManySeries,
    span: RollupSpan,
    asked: Asked,
    grid: BucketGrid,
  ): Promise<Map<string, Rollup[]>> {
    const { timeZone, cold } = this.options;
    const within = { ...asked, fromMs: spanStartMs(asked.fromMs, span, timeZone) };
    const checkpoint = checkpointOf(await cold.notes(many.domain));
    const stored = { many, span, asked: { ...within, knownAtMs: undefined } };
    const anew = await this.toMakeAnew(stored, within, checkpoint);
    const kept = await storedBuckets(cold, stored, grid, anew);
    const made = await this.madeAnew(many, span, within, anew);
    return new Map(
      many.places.map((place) => {
        const [stored = [], anewMade = []] = [kept.get(place), made.get(place)];
        return [place, anewMade.length === 0 ? stored : inBuckets([...stored, ...anewMade], grid)];
      }),
    );
  }

  /** Time of about the first fact, or start of the first period, that was known of any of the places. */
  async knownFromMs(many: ManySeries, knownAtMs: number | undefined): Promise<number | undefined> {
    const first = async (table: TableName, column: string) => {
      const asked = { domain: many.domain, table, where: whereOfMany(many), asked: { ...EVER, knownAtMs } };
      const rows = await this.options.cold.ask(
        asked,
        (from) => `SELECT epoch_ms(min(${column}))::DOUBLE FROM (${from})`,
      );
      return (rows[0]?.[0] ?? undefined) as number | undefined;
    };
    const known = [
      await first('rollups', 'last_utc'),
      await first('periods', 'starts_utc'),
      // A rollup that was corrected since tells nothing of what was known before: its facts do.
      ...(knownAtMs === undefined ? [] : [await first('observations', 'observed_utc')]),
      ...(await Promise.all(
        many.places.map((place) => firstHotMs(this.options.redis, { ...many, place }, knownAtMs)),
      )),
    ];
    const times = known.filter((one) => one !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  private async coldVersions(many: ManySeries, table: TableName, cells: string, asked: Asked, most: number) {
    const rows = await this.options.cold.ask(
      { domain: many.domain, table, where: whereOfMany(many), asked },
      (from) => `SELECT place, ${cells} FROM (${from}) ORDER BY log_ms, log_seq, log_row LIMIT ${most + 1}`,
    );
    return rows.map(([place, ...version]) => [place as string, versionOfCells(version)] as const);
  }

  /** Starts of the spans, by place, of which the kept rollup does not tell what is asked. */
  private async toMakeAnew(
    stored: Stored,
    { fromMs, toMs, knownAtMs }: Asked,
    checkpoint: string,
  ): Promise<Map<string, Set<number>>> {
    const { cold, timeZone } = this.options;
    const { many, span } = stored;
    const anew = new Map<string, Set<number>>(many.places.map((place) => [place, new Set()]));
    for (const { indicator, place, observedAtMs } of await this.recent.since(many.domain, checkpoint)) {
      if (indicator !== many.indicator) continue;
      const startMs = spanStartMs(observedAtMs, span, timeZone);
      if (startMs >= fromMs && startMs <= toMs) anew.get(place)?.add(startMs);
    }
    if (knownAtMs === undefined) return anew;
    for (const [place, startMs] of await learnedBehind(cold, stored, knownAtMs))
      anew.get(place)?.add(startMs);
    return anew;
  }

  private async madeAnew(
    many: ManySeries,
    span: RollupSpan,
    { knownAtMs }: Asked,
    anew: ReadonlyMap<string, ReadonlySet<number>>,
  ): Promise<Map<string, Rollup[]>> {
    const { timeZone } = this.options;
    const made = new Map<string, Rollup[]>(many.places.map((place) => [place, []]));
    const starts = new Set([...anew.values()].flatMap((some) => [...some]));
    const runs = runsOf([...starts], MOST_RUNS, (startMs) => spanEndMs(startMs, span, timeZone));
    for (const { firstMs, lastMs } of runs) {
      const toMs = spanEndMs(lastMs, span, timeZone) - 1;
      const places = many.places.filter((place) =>
        [...(anew.get(place) ?? [])].some((ms) => ms >= firstMs && ms <= toMs),
      );
      const facts = await this.facts(
        { ...many, places },
        { fromMs: firstMs, toMs, knownAtMs },
        MOST_MADE_ANEW,
      );
      if (facts === undefined) throw new TooManyFacts(many.indicator);
      for (const [place, versions] of facts) {
        const moments = versions.filter(({ period }) => period === undefined);
        const rollups = rollUp(moments, span, timeZone);
        made.get(place)?.push(...rollups.filter(({ startMs }) => anew.get(place)?.has(startMs)));
      }
    }
    return made;
  }
}
