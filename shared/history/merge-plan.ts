/** Which small segments are to be merged into one: those of a past hour, then of a past day, then of a month. UTC. */
import { idMs, type SegmentRange } from './segment.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** What was accepted shortly before the end of an hour is in the files by then. */
const SETTLED_AFTER_MS = 300_000;

/** End of the hour, day or month in which an instant lies, ms since 1970 UTC. */
const ENDS: readonly ((atMs: number) => number)[] = [
  hourEndMs,
  (atMs) => (Math.floor(atMs / DAY_MS) + 1) * DAY_MS,
  (atMs) => {
    const date = new Date(atMs);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
  },
];

/** A segment never reaches over the end of an hour, so that hours, days and months can be merged whole. */
export function hourEndMs(atMs: number): number {
  return (Math.floor(atMs / HOUR_MS) + 1) * HOUR_MS;
}

/**
 * The next segments to merge, or undefined when nothing is owed. Small spans come first, so that a month is made of
 * its days and not of thousands of minutes.
 * @param segments the standing ones, oldest first.
 */
export function owedMerge<Segment extends SegmentRange>(
  segments: readonly Segment[],
  nowMs: number,
): readonly Segment[] | undefined {
  for (const endOf of ENDS) {
    const groups = new Map<number, Segment[]>();
    for (const segment of segments) {
      const endMs = endOf(idMs(segment.from));
      if (endOf(idMs(segment.to)) !== endMs || nowMs < endMs + SETTLED_AFTER_MS) continue;
      groups.set(endMs, [...(groups.get(endMs) ?? []), segment]);
    }
    for (const group of groups.values()) if (group.length > 1) return group;
  }
  return undefined;
}
