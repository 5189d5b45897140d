/** What a line is drawn through: unbroken runs of values, least and greatest of every stretch among them. Pure. */
import type { SeriesPoint } from '../../../shared/api.ts';
import { gapsBefore } from '../../../shared/gap-rule.ts';
import { orderMs } from '../../../shared/latest-entry.ts';

export interface LineValue {
  /** Start of the period, or the time of the fact; within a stretch about when, ms since 1970 UTC. */
  readonly atMs: number;
  readonly value: number;
}

/** A null, a missing period, or an unusual silence ends a run. @param points oldest first. */
export function runsOf(
  points: readonly SeriesPoint[],
  staleAfterMs: number,
  timeZone: string,
): LineValue[][] {
  const gaps = gapsBefore(points, staleAfterMs, timeZone);
  const runs: LineValue[][] = [];
  let isOpen = false;
  points.forEach((point, at) => {
    const run = runs.at(-1);
    const goesOn = isOpen && gaps[at] !== true && run !== undefined;
    const values = valuesOf(point, timeZone, goesOn ? run.at(-1)?.value : undefined);
    if (values.length > 0) {
      if (goesOn) run.push(...values);
      else runs.push([...values]);
    }
    isOpen = typeof point.value === 'number';
  });
  return runs;
}

/** The least and the greatest, the nearer to where the line comes from first, and the last. */
function valuesOf(point: SeriesPoint, timeZone: string, before: number | undefined): LineValue[] {
  const { stretch, value } = point;
  const lastMs = orderMs(point, timeZone);
  const last = typeof value === 'number' ? [{ atMs: lastMs, value }] : [];
  if (stretch === undefined) return last;
  const { min, max, fromMs } = stretch;
  const ends = [...new Set([min, max])].filter((end) => end !== null && end !== value) as number[];
  if (before !== undefined) ends.sort((a, b) => Math.abs(a - before) - Math.abs(b - before));
  const stepMs = (lastMs - fromMs) / (ends.length + 1);
  return [...ends.map((end, at) => ({ atMs: fromMs + stepMs * (at + 0.5), value: end })), ...last];
}

/** Lowest and highest value of each column of pixels, in order, and the last: peaks survive, the line stays short. */
export function thinned(
  run: readonly LineValue[],
  window: { readonly fromMs: number; readonly toMs: number },
  columnCount: number,
): readonly LineValue[] {
  if (run.length <= columnCount * 2) return run;
  const widthMs = (window.toMs - window.fromMs) / columnCount;
  const columns = new Map<number, { low: LineValue; high: LineValue }>();
  for (const point of run) {
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
  const last = run.at(-1) as LineValue;
  return kept.at(-1) === last ? kept : [...kept, last];
}
