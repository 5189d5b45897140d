/** The points of a chart, oldest first, kept up as readings come. Pure. */
import type { SeriesBeside, SeriesPoint } from '../../../shared/api.ts';
import { rangeStartMs } from '../../../shared/chart-range.ts';
import type { PastSpan } from './wall-context.ts';
import type { Reading } from '../../../shared/observation.ts';
import { periodBounds } from '../../../shared/period.ts';

/** A 4K trend is some 800 px wide; a point a minute over 24 hours is more than it can show. */
export const MAX_PAST_POINTS = 1_500;

/** Points asked for: one in four minutes over a day is finer than any chart here shows. */
const POINTS_PER_HOUR = 15;
const HOUR_MS = 3_600_000;

export function pointOf(reading: Reading): SeriesPoint {
  const { value, period, observedAtMs, collectedAtMs, source, method } = reading;
  return { value, observedAtMs, collectedAtMs, source, method, ...(period === undefined ? {} : { period }) };
}

/** The widest chart of the tablet, and of a wall, in points that an eye parts. */
const RANGE_PIXELS = 720;
/** Fewer the server does not know. */
const LEAST_PIXELS = 10;

export interface SeriesName {
  readonly indicator: string;
  readonly place: string;
}

/** What to ask the server for; `periods` counts the newest ones, however far back they lie. */
export interface PastRequest {
  readonly fromMs?: number;
  readonly toMs?: number;
  /** As it was known then; absent: as of now. */
  readonly knownAtMs?: number;
  readonly periods?: number;
  readonly pixels: number;
  readonly beside?: readonly SeriesBeside[];
}

export function requestOf(span: PastSpan, nowMs: number, timeZone: string): PastRequest {
  if ('periods' in span) return { periods: span.periods, pixels: LEAST_PIXELS };
  if ('range' in span)
    return {
      fromMs: Math.floor(rangeStartMs(span.range, nowMs, timeZone)),
      pixels: RANGE_PIXELS,
      beside: span.beside,
    };
  const pixels = Math.min(MAX_PAST_POINTS, Math.max(LEAST_PIXELS, Math.ceil(span.hours * POINTS_PER_HOUR)));
  return { fromMs: Math.floor(nowMs - span.hours * HOUR_MS), pixels };
}

/** The parameters of `/series` and of its exports. */
export function seriesQuery(series: readonly SeriesName[], request: PastRequest): URLSearchParams {
  const { beside = [], ...single } = request;
  return new URLSearchParams([
    ...series.map(({ indicator, place }) => ['series', `${indicator}@${place}`]),
    ...Object.entries(single).map(([key, value]) => [key, String(value)]),
    ...beside.map((kind) => ['beside', kind]),
  ]);
}

/** Same fact, same place on the time line: a correction replaces, a late one is put where it belongs. */
export function withPoint(
  points: readonly SeriesPoint[],
  point: SeriesPoint,
  timeZone: string,
): SeriesPoint[] {
  const order = (one: SeriesPoint) =>
    one.period === undefined ? one.observedAtMs : periodBounds(one.period, timeZone).startMs;
  const at = order(point);
  const before = points.findLastIndex((one) => order(one) <= at);
  const found = points[before];
  const same = found !== undefined && order(found) === at;
  // The later known of two versions stands.
  if (same && found.collectedAtMs > point.collectedAtMs) return [...points];
  return [...points.slice(0, same ? before : before + 1), point, ...points.slice(before + 1)];
}

/** What lies before the span goes, but for one point from which the line comes. */
export function withinSpan(
  points: readonly SeriesPoint[],
  span: PastSpan,
  nowMs: number,
  timeZone: string,
): readonly SeriesPoint[] {
  const bounded = points.slice(-MAX_PAST_POINTS);
  if ('periods' in span) return bounded.slice(-span.periods);
  // Periods of a range are as many as the server found in it.
  if ('range' in span && bounded.some(({ period }) => period !== undefined)) return bounded;
  const fromMs = 'range' in span ? rangeStartMs(span.range, nowMs, timeZone) : nowMs - span.hours * HOUR_MS;
  const first = bounded.findIndex((point) => point.observedAtMs >= fromMs);
  return first <= 0 ? bounded : bounded.slice(first - 1);
}

/** The part of a span of hours at its beginning that may be empty without the past being thin. */
const MAY_BE_EMPTY = 0.1;

/** Less than the span asks for. How many periods an office has is its own affair: two make a line. */
export function isThin(points: readonly SeriesPoint[], span: PastSpan, nowMs: number): boolean {
  const first = points[0];
  if (first === undefined || points.length < 2) return true;
  if (!('hours' in span)) return false;
  return first.observedAtMs > nowMs - span.hours * HOUR_MS * (1 - MAY_BE_EMPTY);
}
