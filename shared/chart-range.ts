/** Ranges of charts that a person names: the last day, week, month, year. Pure. */
import { localFields, localMidnightMs, type PeriodKind } from './period.ts';

export const CHART_RANGES = ['day', 'week', 'month', 'year'] as const;
export type ChartRange = (typeof CHART_RANGES)[number];

const HOUR_MS = 3_600_000;

/** Start of the range that ends now: the same time of day so much before; the last day of a shorter month. */
export function rangeStartMs(range: ChartRange, nowMs: number, timeZone: string): number {
  const { year, month, day } = localFields(nowMs, timeZone);
  const sinceMidnightMs = nowMs - localMidnightMs(year, month, day, timeZone);
  const at = (y: number, m: number, d: number) => localMidnightMs(y, m, d, timeZone) + sinceMidnightMs;
  const lastDay = (y: number, m: number) => new Date(Date.UTC(y, m + 1, 0)).getUTCDate();
  switch (range) {
    case 'day':
      return nowMs - 24 * HOUR_MS;
    case 'week':
      return at(year, month, day - 7);
    case 'month':
      return at(year, month - 1, Math.min(day, lastDay(year, month - 1)));
    case 'year':
      return at(year - 1, month, Math.min(day, lastDay(year - 1, month)));
  }
}

/** The ranges in which a figure of a period has a line, which takes two points. A figure of a moment has all. */
export function rangesOf(period: PeriodKind | undefined): readonly ChartRange[] {
  switch (period) {
    case undefined:
      return CHART_RANGES;
    case 'day':
      return ['week', 'month', 'year'];
    case 'week':
      return ['month', 'year'];
    case 'month':
    case 'quarter':
      return ['year'];
    case 'year':
      return [];
  }
}
