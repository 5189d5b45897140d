/** When a line must break: a silence is a gap only if it is longer than what these points themselves make usual. */

/** Points that were thinned or filled in later stand further apart than live ones; so many times apart is still usual. */
const USUAL_TIMES = 3;

/** Longest distance of two neighbours that are still joined, ms: never less than the stale age. */
export function joinedUpToMs(instants: readonly number[], staleAfterMs: number): number {
  const steps = instants.slice(1).map((atMs, index) => atMs - (instants[index] as number));
  const median = steps.sort((a, b) => a - b)[Math.floor((steps.length - 1) / 2)] ?? 0;
  return Math.max(staleAfterMs, median * USUAL_TIMES);
}
