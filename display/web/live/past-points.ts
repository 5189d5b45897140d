/** The points of a chart, oldest first, kept up as readings come. Pure. */
import type { HistoryPoint } from '../../../shared/latest-entry.ts';
import type { Reading } from '../../../shared/observation.ts';
import { periodBounds } from '../../../shared/period.ts';

export type PastSpan = { readonly hours: number } | { readonly periods: number };

/** A 4K trend is some 800 px wide; a point a minute over 24 hours is more than it can show. */
export const MAX_PAST_POINTS = 1_500;

/** Points asked for: one in four minutes over a day is finer than any chart here shows. */
const POINTS_PER_HOUR = 15;
const HOUR_MS = 3_600_000;
export function pointOf(reading: Reading): HistoryPoint {
  const { value, period, observedAtMs, collectedAtMs, source } = reading;
  return { value, observedAtMs, collectedAtMs, source, ...(period === undefined ? {} : { period }) };
}

/** What to ask the server for; `periods` counts the newest ones, however far back they lie. */
export interface PastRequest {
  readonly fromMs?: number;
  readonly periods?: number;
  readonly maxPoints: number;
}

export function requestOf(span: PastSpan, nowMs: number): PastRequest {
  if ('periods' in span) return { periods: span.periods, maxPoints: Math.max(2, span.periods) };
  const maxPoints = Math.min(MAX_PAST_POINTS, Math.max(2, Math.ceil(span.hours * POINTS_PER_HOUR)));
  return { fromMs: Math.floor(nowMs - span.hours * HOUR_MS), maxPoints };
}

/** Same fact, same place on the time line: a correction replaces, a late one is put where it belongs. */
export function withPoint(
  points: readonly HistoryPoint[],
  point: HistoryPoint,
  timeZone: string,
): HistoryPoint[] {
  const order = (one: HistoryPoint) =>
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
  points: readonly HistoryPoint[],
  span: PastSpan,
  nowMs: number,
): readonly HistoryPoint[] {
  const bounded = points.slice(-MAX_PAST_POINTS);
  if ('periods' in span) return bounded.slice(-span.periods);
  const first = bounded.findIndex((point) => point.observedAtMs >= nowMs - span.hours * HOUR_MS);
  return first <= 0 ? bounded : bounded.slice(first - 1);
}

/** The part of a span of hours at its beginning that may be empty without the past being thin. */
const MAY_BE_EMPTY = 0.1;

/** Less than the span asks for. How many periods an office has is its own affair: two make a line. */
export function isThin(points: readonly HistoryPoint[], span: PastSpan, nowMs: number): boolean {
  const first = points[0];
  if (first === undefined || points.length < 2) return true;
  if ('periods' in span) return false;
  return first.observedAtMs > nowMs - span.hours * HOUR_MS * (1 - MAY_BE_EMPTY);
}
