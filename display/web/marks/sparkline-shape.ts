/**
 * What a sparkline draws. Calm looks flat (a minimum span per indicator), gaps stay gaps, and the line ends where
 * knowledge ends: the right edge is now.
 */
import type { Indicator } from '../../../shared/config/domain.ts';
import type { HistoryPoint } from '../../../shared/latest-entry.ts';
import { orderMs } from '../../../shared/latest-entry.ts';
import { gapsBefore } from '../../../shared/gap-rule.ts';
import { nextPeriod } from '../../../shared/period.ts';

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
  readonly points: readonly HistoryPoint[];
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

interface PlacedPoint {
  readonly atMs: number;
  readonly value: number | null;
  readonly period?: string | undefined;
}

export function sparklineShape(input: SparklineInput): SparklineShape | undefined {
  const placed = place(input);
  const values = placed.flatMap((point) => (point.value === null ? [] : [point.value]));
  const first = placed[0];
  const last = placed.at(-1);
  if (values.length === 0 || first === undefined || last === undefined) return undefined;
  const window = input.window ?? { fromMs: first.atMs, toMs: last.atMs };
  const { low, high } = spanOf(values, input.indicator.minSpan, input.limit);
  const x = (atMs: number) =>
    window.toMs === window.fromMs ? 100 : ((atMs - window.fromMs) / (window.toMs - window.fromMs)) * 100;
  const y = (value: number) => MARGIN + (1 - (value - low) / (high - low)) * (100 - 2 * MARGIN);

  const stretches = unbroken(placed, input).map((stretch) => thinned(stretch, window));
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

function place(input: SparklineInput): PlacedPoint[] {
  const { window, timeZone } = input;
  const placed = input.points.map((point) => ({
    atMs: orderMs(point, timeZone),
    value: typeof point.value === 'number' ? point.value : null,
    period: point.period,
  }));
  return window === undefined
    ? placed
    : placed.filter((point) => point.atMs >= window.fromMs && point.atMs <= window.toMs);
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

type KnownPoint = PlacedPoint & { readonly value: number };

/** A null, a missing period, or an unusual silence ends a stretch. */
function unbroken(points: readonly PlacedPoint[], { indicator, timeZone }: SparklineInput): KnownPoint[][] {
  const silences = gapsBefore(
    points.map(({ atMs }) => atMs),
    indicator.staleAfterMs,
  );
  const stretches: KnownPoint[][] = [];
  let previous: PlacedPoint | undefined;
  points.forEach((point, index) => {
    if (point.value !== null) {
      const known = { ...point, value: point.value };
      const current = stretches.at(-1);
      const isNext = previous !== undefined && previous.value !== null && follows(previous, point, timeZone);
      if (current === undefined || !isNext || (point.period === undefined && silences[index] === true))
        stretches.push([known]);
      else current.push(known);
    }
    previous = point;
  });
  return stretches;
}

function follows(before: PlacedPoint, after: PlacedPoint, timeZone: string): boolean {
  if (before.period === undefined || after.period === undefined) return true;
  return nextPeriod(before.period, timeZone) === after.period;
}

/** Lowest and highest point of each column, in order: peaks survive, the path stays short. */
function thinned(
  stretch: readonly KnownPoint[],
  window: { fromMs: number; toMs: number },
): readonly KnownPoint[] {
  if (stretch.length <= MAX_COLUMNS * 2) return stretch;
  const widthMs = (window.toMs - window.fromMs) / MAX_COLUMNS;
  const columns = new Map<number, { low: KnownPoint; high: KnownPoint }>();
  for (const point of stretch) {
    const column = Math.floor((point.atMs - window.fromMs) / widthMs);
    const known = columns.get(column);
    columns.set(column, {
      low: known === undefined || point.value < known.low.value ? point : known.low,
      high: known === undefined || point.value > known.high.value ? point : known.high,
    });
  }
  const kept = [...columns.values()].flatMap(({ low, high }) =>
    low === high ? [low] : low.atMs < high.atMs ? [low, high] : [high, low],
  );
  const last = stretch.at(-1) as KnownPoint;
  return kept.at(-1) === last ? kept : [...kept, last];
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
