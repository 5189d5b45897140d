/** Reads the lines of one indicator over one window: of places as they were told, and of the province added up. */
import type { SeriesPoint } from '../../../shared/api.ts';
import type { Indicator } from '../../../shared/config/domain.ts';
import type { ConfigIndex } from '../../../shared/config/province-config.ts';
import type { Version } from '../../../shared/history/known-at.ts';
import { ofFact, SPAN_MS, type Rollup, type RollupSpan } from '../../../shared/history/rollup.ts';
import { periodBounds } from '../../../shared/period.ts';
import { bucketOf, inBuckets, type BucketGrid } from '../history/bucket-grid.ts';
import type { HistoryReader } from '../history/history-reader.ts';
import type { ManySeries } from '../history/cold-reader.ts';
import { TooManyFacts } from '../history/many-series.ts';
import { addUp, samplesOf, type MemberPast } from './added-up.ts';
import { oneVoice } from './one-voice.ts';
import { MOST_FACTS, planOf, spansWithin, withRollups, type Plan } from './plan.ts';
import { pointOfFact, pointOfStretch, pointsOfFacts, withGaps } from './points.ts';
import { gridOf, stepFor } from './steps.ts';
import type { Window } from './window.ts';

/** Most values of places that one sum stands on; finer sums would take longer than a screen waits. */
const MOST_ADDED = 60_000;
/** The widest chart: of a sum, between whose points nothing is known, no more are made. */
const MOST_SUMS = 2_000;

export interface LineAsked {
  readonly window: Window;
  /** For figures of a period: this many newest ones instead of those of the window. */
  readonly periods: number | undefined;
  readonly most: number;
  readonly knownAtMs: number | undefined;
  /** Of the wall: from then back rows stay for the days of their indicator. */
  readonly nowMs: number;
}

export interface Line {
  readonly points: readonly SeriesPoint[];
  readonly stepMs?: number;
  readonly aggregated?: { readonly expected: number };
}

const EVER = { fromMs: -8.64e15 / 2, toMs: 8.64e15 / 2 };

export class LineReader {
  constructor(
    private readonly history: Pick<HistoryReader, 'many' | 'keptSpans'>,
    private readonly index: ConfigIndex,
  ) {}

  /** Of each place, in their order. */
  async lines(indicator: Indicator, places: readonly string[], asked: LineAsked): Promise<Map<string, Line>> {
    const lines =
      indicator.period === undefined
        ? await this.moments(indicator, places, asked)
        : await this.periods(indicator, places, asked);
    const { province } = this.index.config;
    const own = lines.get(province.id);
    if (own !== undefined && own.points.length === 0 && indicator.aggregate !== 'upstream')
      lines.set(province.id, await this.sum(indicator, asked));
    const { timeZone } = province;
    for (const [place, line] of lines)
      lines.set(place, { ...line, points: withGaps(line.points, indicator.staleAfterMs, timeZone) });
    return lines;
  }

  private async moments(indicator: Indicator, places: readonly string[], asked: LineAsked) {
    const { window, most, nowMs } = asked;
    const kept = this.keptSpans(indicator, window, nowMs);
    const plan = planOf(indicator, kept, window, { places: places.length, most, nowMs });
    const facts = plan.span === undefined ? await this.facts(indicator, places, asked) : undefined;
    if (facts !== undefined) {
      const grid = this.grid(window, plan);
      return new Map(
        places.map((place): [string, Line] => {
          const points = pointsOfFacts(facts.get(place) ?? [], most, grid);
          const isWhole = points.every(({ stretch }) => stretch === undefined);
          return [place, isWhole ? { points } : { points, stepMs: plan.stepMs }];
        }),
      );
    }
    const rolled = plan.span === undefined ? withRollups(kept, window, most) : plan;
    const buckets = await this.buckets(indicator, places, asked, rolled);
    return new Map(
      places.map((place): [string, Line] => [
        place,
        { points: (buckets.get(place) ?? []).map(pointOfStretch), stepMs: rolled?.stepMs ?? 0 },
      ]),
    );
  }

  private async periods(indicator: Indicator, places: readonly string[], asked: LineAsked) {
    const facts = await this.factsOfPeriods(indicator, places, asked);
    return new Map(
      places.map((place): [string, Line] => {
        const points = (facts.get(place) ?? []).map(pointOfFact);
        return [place, { points: asked.periods === undefined ? points : points.slice(-asked.periods) }];
      }),
    );
  }

  private async sum(indicator: Indicator, asked: LineAsked): Promise<Line> {
    const places = this.index.memberPlaces(indicator).map(({ id }) => id);
    const weight =
      indicator.weightBy === undefined ? undefined : this.index.indicators.get(indicator.weightBy);
    const aggregated = { expected: places.length };
    if (indicator.period !== undefined) {
      const own = await this.factsOfPeriods(indicator, places, asked);
      const weighing =
        weight === undefined ? new Map() : await this.factsOfPeriods(weight.indicator, places, asked);
      const { timeZone } = this.index.config.province;
      const periods = [...new Set([...own.values()].flat().map(({ period }) => period ?? ''))]
        .filter((period) => period !== '')
        .toSorted((a, b) => periodBounds(a, timeZone).startMs - periodBounds(b, timeZone).startMs);
      const members = (facts: ReadonlyMap<string, readonly Version[]>) =>
        places.map((place): MemberPast => {
          const byPeriod = new Map(facts.get(place)?.map((point) => [point.period, point]));
          return { place, samples: periods.map((period) => byPeriod.get(period)) };
        });
      const points = addUp(
        indicator,
        periods.map((period) => ({ period })),
        members(own),
        members(weighing),
      );
      return { points: asked.periods === undefined ? points : points.slice(-asked.periods), aggregated };
    }
    const stepMs = this.sumStepMs(indicator, asked, places.length);
    const grid = this.grid(asked.window, { stepMs });
    const first = bucketOf(grid, asked.window.fromMs);
    const sequence = { first, count: bucketOf(grid, asked.window.toMs) - first + 1 };
    const members = await this.members(indicator, places, asked, stepMs, sequence);
    const weights =
      weight === undefined ? [] : await this.members(weight.indicator, places, asked, stepMs, sequence);
    const sums = addUp(
      indicator,
      Array.from({ length: sequence.count }, () => ({})),
      members,
      weights,
    );
    return { ...this.thinned(sums, asked, stepMs), aggregated };
  }

  /** Sums as they are while they are few; else their least, greatest and last of every stretch of the chart. */
  private thinned(sums: readonly SeriesPoint[], { window, most }: LineAsked, stepMs: number): Line {
    if (sums.length <= most) return { points: sums, stepMs };
    const wideMs = stepFor(window, most, stepMs);
    const grid = this.grid(window, { stepMs: wideMs });
    const byTime = new Map(sums.map((sum) => [sum.observedAtMs, sum]));
    const parts = sums.map((sum) => ofFact({ ...sum, sortMs: sum.observedAtMs }));
    const points = inBuckets(parts, grid).map((bucket) => ({
      ...pointOfStretch(bucket),
      ...(byTime.get(bucket.startMs)?.afterGap === true ? { afterGap: true as const } : {}),
      reported: byTime.get(bucket.lastAtMs)?.reported,
    }));
    return { points, stepMs: wideMs };
  }

  private sumStepMs(indicator: Indicator, { window, nowMs }: LineAsked, places: number): number {
    const most = Math.max(3, Math.min(MOST_SUMS, Math.floor(MOST_ADDED / Math.max(1, places))));
    const { stepMs } = planOf(indicator, this.keptSpans(indicator, window, nowMs), window, {
      places,
      most,
      nowMs,
    });
    return stepMs;
  }

  private async members(
    indicator: Indicator,
    places: readonly string[],
    asked: LineAsked,
    stepMs: number,
    sequence: { readonly first: number; readonly count: number },
  ): Promise<MemberPast[]> {
    // What was told shortly before the window is still known at its beginning.
    const fromMs = asked.window.fromMs - indicator.staleAfterMs;
    const before = { ...asked, window: { fromMs, toMs: asked.window.toMs } };
    const span = this.keptSpans(indicator, before.window, asked.nowMs).findLast(
      (one) => SPAN_MS[one] <= stepMs,
    );
    // The grid of the window, which what was told before it is sorted into too.
    const grid = this.grid(asked.window, { span, stepMs });
    const buckets = await this.buckets(indicator, places, before, { span, stepMs }, grid);
    return places.map((place) => ({
      place,
      samples: samplesOf(buckets.get(place) ?? [], grid, sequence, indicator.staleAfterMs),
    }));
  }

  /** @throws TooManyFacts */
  private async buckets(
    indicator: Indicator,
    places: readonly string[],
    asked: LineAsked,
    plan: Plan | undefined,
    grid = this.grid(asked.window, plan ?? { stepMs: 1 }),
  ): Promise<Map<string, Rollup[]>> {
    if (plan?.span !== undefined) {
      const { window, knownAtMs } = asked;
      return this.history.many.buckets(
        this.many(indicator, places),
        plan.span,
        { ...window, knownAtMs },
        grid,
      );
    }
    const facts = plan === undefined ? undefined : await this.facts(indicator, places, asked);
    if (facts === undefined) throw new TooManyFacts(indicator.id);
    return new Map([...facts].map(([place, own]) => [place, inBuckets(own.map(ofFact), grid)]));
  }

  /** One line through what several sources said, so that it never zigzags between them. */
  private async facts(
    indicator: Indicator,
    places: readonly string[],
    { window, knownAtMs }: LineAsked,
  ): Promise<Map<string, Version[]> | undefined> {
    // Who spoke shortly before the window is still heard at its beginning.
    const heardMs = indicator.precedence === undefined ? 0 : indicator.staleAfterMs;
    const asked = { fromMs: window.fromMs - heardMs, toMs: window.toMs, knownAtMs };
    const lineOf = (versions: readonly Version[]) =>
      oneVoice(versions, indicator).filter(({ sortMs }) => sortMs >= window.fromMs);
    return this.history.many.facts(this.many(indicator, places), asked, MOST_FACTS, lineOf);
  }

  /** Rollups are made of all sources together: where there is an order of trust, only facts tell who is heard. */
  private keptSpans(indicator: Indicator, window: Window, nowMs: number): readonly RollupSpan[] {
    if (indicator.precedence !== undefined) return [];
    return spansWithin(indicator, this.history.keptSpans(indicator.id), window, nowMs);
  }

  /** @throws TooManyFacts */
  private async factsOfPeriods(indicator: Indicator, places: readonly string[], asked: LineAsked) {
    const window = asked.periods === undefined ? asked.window : EVER;
    const facts = await this.facts(indicator, places, { ...asked, window });
    if (facts === undefined) throw new TooManyFacts(indicator.id);
    return facts;
  }

  private many(indicator: Indicator, places: readonly string[]): ManySeries {
    const domain = this.index.indicators.get(indicator.id)?.domain ?? '';
    return { domain, indicator: indicator.id, places };
  }

  private grid(window: Window, { stepMs, span }: Plan): BucketGrid {
    return gridOf(window, stepMs, this.index.config.province.timeZone, span);
  }
}
