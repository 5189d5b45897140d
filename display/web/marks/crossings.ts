/**
 * Which figures stand beyond a limit now. Computed from figures alone: it says "vượt ngưỡng", never that anybody
 * was told or answered.
 */
import type { Figure } from '../../../shared/figure.ts';
import type { HistoryPoint } from '../../../shared/latest-entry.ts';
import { limitState, type LimitLevel } from '../../../shared/limit-state.ts';

export interface Crossing {
  readonly figure: Figure;
  readonly level: Exclude<LimitLevel, 'normal'>;
}

/** Since when a crossing is known; `orEarlier`: the known past begins already beyond the limit. */
export interface CrossedSince {
  readonly atMs: number;
  readonly orEarlier: boolean;
}

export function crossingsOf(figures: readonly Figure[]): Crossing[] {
  return figures.flatMap((figure) =>
    figure.limit.level === 'normal' ? [] : [{ figure, level: figure.limit.level }],
  );
}

/** Critical first; then the newest; then the furthest beyond its limit; then by name, so that rows never dance. */
export function gravestFirst(
  crossings: readonly Crossing[],
  sinceMs: (crossing: Crossing) => number | undefined = () => undefined,
): Crossing[] {
  return [...crossings].sort(
    (a, b) =>
      gravity(b) - gravity(a) ||
      (sinceMs(b) ?? 0) - (sinceMs(a) ?? 0) ||
      excessShare(b.figure) - excessShare(a.figure) ||
      crossingKey(a).localeCompare(crossingKey(b)),
  );
}

export function crossingKey({ figure }: Crossing): string {
  return `${figure.indicator.id}|${figure.place.id}`;
}

function gravity({ level }: Crossing): number {
  return level === 'critical' ? 2 : 1;
}

/** How far beyond the limit, as a share of the limit. Words have no distance. */
function excessShare(figure: Figure): number {
  const { limit } = figure.limit;
  if (limit === undefined || typeof figure.value !== 'number') return 0;
  return Math.abs(figure.value - limit.value) / Math.max(Math.abs(limit.value), 1);
}

/**
 * Walks back from the newest point while points are as grave as now. A correction of the past moves the instant:
 * this is since when it is known, not a recorded transition.
 */
export function crossedSince(figure: Figure, points: readonly HistoryPoint[]): CrossedSince | undefined {
  if (figure.limit.level === 'normal') return undefined;
  let first: HistoryPoint | undefined;
  for (let index = points.length - 1; index >= 0; index -= 1) {
    const point = points[index] as HistoryPoint;
    if (!isAsGrave(figure, point))
      return first === undefined ? undefined : { atMs: first.observedAtMs, orEarlier: false };
    first = point;
  }
  return first === undefined ? undefined : { atMs: first.observedAtMs, orEarlier: true };
}

function isAsGrave(figure: Figure, point: HistoryPoint): boolean {
  const { level } = limitState(figure.indicator, point.value);
  return figure.limit.level === 'critical' ? level === 'critical' : level !== 'normal';
}
