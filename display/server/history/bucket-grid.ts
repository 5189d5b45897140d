/** Stretches of equal length that a chart's width is divided into, and what a series came to in each. Pure. */
import { together, type Rollup } from '../../../shared/history/rollup.ts';

/** Stretches begin at `anchorMs` and every `stepMs` from there, before and after; ms since 1970 UTC. */
export interface BucketGrid {
  readonly anchorMs: number;
  readonly stepMs: number;
  /** Added before a time is sorted in: a local midnight may be an hour early or late where clocks are changed. */
  readonly slackMs: number;
}

export function bucketOf({ anchorMs, stepMs, slackMs }: BucketGrid, atMs: number): number {
  return Math.floor((atMs - anchorMs + slackMs) / stepMs);
}

/**
 * Least, greatest, sum, count and last of every stretch that holds something; others have none: a gap stays a gap.
 * @param parts of one series, in any order; none may reach over the end of a stretch. @returns oldest first.
 */
export function inBuckets(parts: readonly Rollup[], grid: BucketGrid): Rollup[] {
  const buckets = new Map<number, Rollup>();
  for (const part of parts) {
    const at = bucketOf(grid, part.startMs);
    const known = buckets.get(at);
    buckets.set(at, known === undefined ? part : together(known, part));
  }
  return [...buckets.values()].toSorted((a, b) => a.startMs - b.startMs);
}
