/** Whose turn it is, and how old a picture may be. */
import type { Freshness } from '../../../../shared/freshness.ts';

/** The place of this turn. Counted from the clock, so that two walls show the same one. */
export function turnAt(
  places: readonly string[],
  dwellSeconds: number,
  nowMs: number,
): { place: string; index: number } {
  const index = Math.floor(nowMs / (dwellSeconds * 1000)) % places.length;
  return { place: places[index] as string, index };
}

/** A snapshot is for a glance: after a minute it is late, after five it says nothing about now. Own choice. */
const LATE_AFTER_MS = 60_000;
const STALE_AFTER_MS = 300_000;

export function pictureFreshness(atMs: number | undefined, nowMs: number): Freshness {
  if (atMs === undefined) return 'never';
  const ageMs = Math.max(0, nowMs - atMs);
  if (ageMs >= STALE_AFTER_MS) return 'stale';
  return ageMs >= LATE_AFTER_MS ? 'late' : 'fresh';
}
