/** Answers `/series`: the past of one series, read whole or added up from its places. */
import type { Redis } from 'ioredis';
import type { SeriesReply } from '../../../shared/api.ts';
import type { Indicator } from '../../../shared/config/domain.ts';
import type { Place } from '../../../shared/config/place.ts';
import type { ConfigIndex } from '../../../shared/config/province-config.ts';
import type { HistoryPoint } from '../../../shared/latest-entry.ts';
import { seriesKey } from '../../../shared/observation.ts';
import { periodBounds } from '../../../shared/period.ts';
import { redisKeys } from '../../../shared/redis-keys.ts';
import { addUp, type Instant, type MemberPast } from './added-up.ts';
import { readPeriods, readSpan, sampleHistory, type Grid, type Span } from './read-history.ts';
import { thin } from './thin.ts';

/** Most instants of a figure that is added up: each costs a look-up per place. */
const MAX_GRID_POINTS = 240;
/** The same answer serves all who ask within this time, ms: a restart brings every screen at once. */
const SHARED_FOR_MS = 2_000;
/** Spans are widened to multiples of this, ms, so that screens that ask a moment apart share an answer. */
const SHARED_STEP_MS = 5_000;
/** Most answers kept for sharing; each holds at most some thousand points. */
const MAX_SHARED = 300;

export interface SeriesRequest {
  readonly domain: string;
  readonly indicator: Indicator;
  readonly place: Place;
  readonly span: Span;
  /** For figures of a period: this many newest instead of a span. */
  readonly periods: number | undefined;
  readonly maxPoints: number;
}

interface Shared {
  readonly atMs: number;
  readonly reply: Promise<SeriesReply>;
}

export class SeriesReader {
  private readonly shared = new Map<string, Shared>();

  constructor(
    private readonly redis: Redis,
    private readonly index: ConfigIndex,
  ) {}

  /** @param nowMs monotonic. @throws when Redis cannot be reached. */
  async read(asked: SeriesRequest, nowMs: number): Promise<SeriesReply> {
    const span = {
      fromMs: Math.floor(asked.span.fromMs / SHARED_STEP_MS) * SHARED_STEP_MS,
      toMs: Math.ceil(asked.span.toMs / SHARED_STEP_MS) * SHARED_STEP_MS,
    };
    const { domain, indicator, place, periods, maxPoints } = asked;
    const key = [indicator.id, place.id, span.fromMs, span.toMs, periods, maxPoints].join('|');
    let shared = this.shared.get(key);
    if (shared === undefined || nowMs - shared.atMs >= SHARED_FOR_MS) {
      shared = { atMs: nowMs, reply: this.readAnew({ domain, indicator, place, periods, maxPoints, span }) };
      // What failed is asked again by the next; its own caller hears of it below.
      shared.reply.catch(() => this.shared.delete(key));
      this.shared.delete(key);
      this.shared.set(key, shared);
      for (const oldest of this.shared.keys()) if (this.shared.size > MAX_SHARED) this.shared.delete(oldest);
    }
    const reply = await shared.reply;
    if (periods !== undefined || indicator.period !== undefined) return reply;
    // The widened span is for sharing only: nothing before what was asked for, and no sum of an instant to come.
    const isAsked = ({ observedAtMs }: HistoryPoint) =>
      observedAtMs >= asked.span.fromMs && (!reply.aggregated || observedAtMs <= asked.span.toMs);
    return { ...reply, points: reply.points.filter(isAsked) };
  }

  private async readAnew(asked: SeriesRequest): Promise<SeriesReply> {
    const { domain, indicator, place, maxPoints } = asked;
    const reply = { indicator: indicator.id, place: place.id };
    const own = await this.readOne(asked, domain, indicator, place.id);
    const isWhole = place.id === this.index.config.province.id;
    if (own.length > 0 || !isWhole || indicator.aggregate === 'upstream')
      return { ...reply, aggregated: false, points: thin(own, maxPoints) };
    const points =
      indicator.period === undefined ? await this.addUpGrid(asked) : await this.addUpPeriods(asked);
    return { ...reply, aggregated: true, points };
  }

  private readOne(
    asked: SeriesRequest,
    domain: string,
    indicator: Indicator,
    place: string,
  ): Promise<HistoryPoint[]> {
    const key = redisKeys.history(domain, seriesKey(indicator.id, place));
    if (asked.periods !== undefined) return readPeriods(this.redis, key, asked.periods, indicator);
    return readSpan(this.redis, key, asked.span, indicator);
  }

  private async addUpGrid({ indicator, span, maxPoints }: SeriesRequest): Promise<HistoryPoint[]> {
    const grid = gridOf(span, Math.min(maxPoints, MAX_GRID_POINTS));
    const instants: Instant[] = Array.from({ length: grid.count }, (_, n) => ({
      atMs: grid.fromMs + n * grid.stepMs,
    }));
    const places = this.index.memberPlaces(indicator).map(({ id }) => id);
    const members = await this.sample(indicator, places, grid);
    const weightIndicator = this.weightIndicator(indicator);
    const weights = weightIndicator === undefined ? [] : await this.sample(weightIndicator, places, grid);
    return addUp(indicator, instants, members, weights);
  }

  private sample(indicator: Indicator, places: readonly string[], grid: Grid): Promise<MemberPast[]> {
    const domain = this.index.indicators.get(indicator.id)?.domain ?? '';
    return Promise.all(
      places.map(async (place) => {
        const key = redisKeys.history(domain, seriesKey(indicator.id, place));
        return { place, samples: await sampleHistory(this.redis, key, grid, indicator) };
      }),
    );
  }

  private async addUpPeriods(asked: SeriesRequest): Promise<HistoryPoint[]> {
    const places = this.index.memberPlaces(asked.indicator).map(({ id }) => id);
    const own = await this.readMembers(asked, asked.indicator, places);
    const weightIndicator = this.weightIndicator(asked.indicator);
    const weighing =
      weightIndicator === undefined ? [] : await this.readMembers(asked, weightIndicator, places);
    const { timeZone } = this.index.config.province;
    const periods = [...new Set(own.flatMap(({ points }) => points.map(({ period }) => period ?? '')))]
      .filter((period) => period !== '')
      .toSorted((a, b) => periodBounds(a, timeZone).startMs - periodBounds(b, timeZone).startMs);
    const onPeriods = ({ place, points }: { place: string; points: HistoryPoint[] }): MemberPast => {
      const byPeriod = new Map(points.map((point) => [point.period, point]));
      return { place, samples: periods.map((period) => byPeriod.get(period)) };
    };
    const instants = periods.map((period) => ({ period }));
    const points = addUp(asked.indicator, instants, own.map(onPeriods), weighing.map(onPeriods));
    return points.slice(-Math.min(asked.maxPoints, asked.periods ?? asked.maxPoints));
  }

  private readMembers(asked: SeriesRequest, indicator: Indicator, places: readonly string[]) {
    const domain = this.index.indicators.get(indicator.id)?.domain ?? '';
    return Promise.all(
      places.map(async (place) => ({ place, points: await this.readOne(asked, domain, indicator, place) })),
    );
  }

  private weightIndicator(indicator: Indicator): Indicator | undefined {
    return indicator.weightBy === undefined
      ? undefined
      : this.index.indicators.get(indicator.weightBy)?.indicator;
  }
}

/** A grid over a span whose instants are multiples of its step, so that a later question meets the same ones. */
export function gridOf({ fromMs, toMs }: Span, maxPoints: number): Grid {
  const stepMs = Math.max(1_000, Math.ceil((toMs - fromMs) / maxPoints / 1_000) * 1_000);
  const firstMs = Math.ceil(fromMs / stepMs) * stepMs;
  return { fromMs: firstMs, stepMs, count: Math.max(0, Math.floor((toMs - firstMs) / stepMs) + 1) };
}
