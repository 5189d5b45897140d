/** When a line must break: a silence is a gap only if it is longer than what the points around it make usual. */

/** Points that were thinned or filled in later stand further apart than live ones; so many times apart is still usual. */
const USUAL_TIMES = 3;

/**
 * For each point, whether the line breaks before it: the silence is longer than the stale age, and unusual beside
 * its neighbours. One series may hold a point every ten seconds of this hour and every quarter of yesterday.
 */
export function gapsBefore(instants: readonly number[], staleAfterMs: number): boolean[] {
  const stepTo = (index: number) => (instants[index] ?? NaN) - (instants[index - 1] ?? NaN);
  return instants.map((_, index) => {
    const neighbours = [stepTo(index - 1), stepTo(index + 1)].filter(Number.isFinite);
    return stepTo(index) > Math.max(staleAfterMs, USUAL_TIMES * Math.max(0, ...neighbours));
  });
}
