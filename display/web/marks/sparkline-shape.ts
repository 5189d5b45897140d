/**
 * What a sparkline draws. Calm looks flat (a minimum span per indicator), gaps stay gaps, and the line ends where
 * knowledge ends: the right edge is now.
 */
import type { Indicator } from '../../../shared/config/domain.ts';
import type { SeriesPoint } from '../../../shared/api.ts';
import { orderMs } from '../../../shared/latest-entry.ts';
import { runsOf, thinned } from './line-runs.ts';

/** A point of the line in percent of the box; y grows downwards. */
export interface LinePoint {
  readonly x: number;
  readonly y: number;
}

export interface SparklineShape {
  /** SVG paths in a box of 100 × 100, one per unbroken stretch. */
  readonly paths: readonly string[];
  readonly end?: LinePoint;
  /** Height of the given limit, when it lies within the box. */
  readonly limitY?: number;
  readonly low: number;
  readonly high: number;
}

export interface SparklineInput {
  readonly points: readonly SeriesPoint[];
  readonly indicator: Pick<Indicator, 'minSpan' | 'staleAfterMs' | 'period'>;
  readonly timeZone: string;
  /** Moments: the window in ms. Periods: absent, the points themselves are the window. */
  readonly window?: { readonly fromMs: number; readonly toMs: number };
  /** Drawn when it lies near what is shown. */
  readonly limit?: number | undefined;
}

/** Columns of a sparkline: no wall draws one wider than this many distinct pixels that an eye could part. */
const MAX_COLUMNS = 160;
/** Air above and below the line, in percent of the box. */
const MARGIN = 6;

export function sparklineShape(input: SparklineInput): SparklineShape | undefined {
  const { timeZone, indicator } = input;
  const inside = insideOf(input);
  const runs = runsOf(inside, indicator.staleAfterMs, timeZone);
  const values = runs.flatMap((run) => run.map(({ value }) => value));
  const [first, last] = [inside[0], inside.at(-1)];
  if (values.length === 0 || first === undefined || last === undefined) return undefined;
  const window = input.window ?? { fromMs: orderMs(first, timeZone), toMs: orderMs(last, timeZone) };
  const { low, high } = spanOf(values, input.indicator.minSpan, input.limit);
  const x = (atMs: number) =>
    window.toMs === window.fromMs ? 100 : ((atMs - window.fromMs) / (window.toMs - window.fromMs)) * 100;
  const y = (value: number) => MARGIN + (1 - (value - low) / (high - low)) * (100 - 2 * MARGIN);

  const stretches = runs.map((run) => thinned(run, window, MAX_COLUMNS));
  const end = stretches.at(-1)?.at(-1);
  return {
    paths: stretches.map((stretch) =>
      pathOf(stretch.map((point) => ({ x: x(point.atMs), y: y(point.value) }))),
    ),
    ...(end === undefined ? {} : { end: { x: x(end.atMs), y: y(end.value) } }),
    ...(input.limit === undefined || input.limit < low || input.limit > high
      ? {}
      : { limitY: y(input.limit) }),
    low,
    high,
  };
}

function insideOf({ points, window, timeZone }: SparklineInput): readonly SeriesPoint[] {
  if (window === undefined) return points;
  return points.filter((point) => {
    const atMs = orderMs(point, timeZone);
    return atMs >= window.fromMs && atMs <= window.toMs;
  });
}

/** Widened to the minimum span around the middle, and to the limit where the line is near it. */
export function spanOf(
  values: readonly number[],
  minSpan: number | undefined,
  limit: number | undefined,
): { low: number; high: number } {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const reach = Math.max(high - low, minSpan ?? 0);
  if (limit !== undefined && limit >= low - reach && limit <= high + reach) {
    low = Math.min(low, limit);
    high = Math.max(high, limit);
  }
  const least = minSpan ?? (Math.max(Math.abs(low), Math.abs(high)) * 0.1 || 1);
  const missing = Math.max(0, least - (high - low));
  return { low: low - missing / 2, high: high + missing / 2 };
}

function pathOf(points: readonly LinePoint[]): string {
  const first = points[0] as LinePoint;
  // A single point has no line: a stroke of no length with round caps is a dot.
  if (points.length === 1) return `M${round(first.x)},${round(first.y)}h0.01`;
  return points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${round(x)},${round(y)}`).join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
