/** When a line must break: a silence is a gap only if it is longer than what the points around it make usual. Pure. */
import type { SeriesPoint } from './api.ts';
import { nextPeriod } from './period.ts';

/** Points that were filled in later stand further apart than live ones; so many times apart is still usual. */
const USUAL_TIMES = 3;

/** What of a point tells how long it was silent before. */
export type Paced = Pick<SeriesPoint, 'observedAtMs' | 'period' | 'stretch' | 'afterGap'>;

/**
 * For each point, whether the line breaks before it: the silence is longer than the stale age, and unusual beside
 * its neighbours; or a period between is missing. One series may hold a point every ten seconds of this hour and every
 * quarter of yesterday. A stretch is silent from its last fact on. A gap that the server told of is one.
 * @param points oldest first.
 */
export function gapsBefore(points: readonly Paced[], staleAfterMs: number, timeZone: string): boolean[] {
  const silenceMs = (index: number) => {
    const [before, after] = [points[index - 1], points[index]];
    return before === undefined || after === undefined
      ? NaN
      : (after.stretch?.fromMs ?? after.observedAtMs) - before.observedAtMs;
  };
  return points.map((point, index) => {
    if (point.afterGap === true) return true;
    const before = points[index - 1];
    if (before?.period !== undefined && point.period !== undefined)
      return nextPeriod(before.period, timeZone) !== point.period;
    const neighbours = [silenceMs(index - 1), silenceMs(index + 1)].filter(Number.isFinite);
    return silenceMs(index) > Math.max(staleAfterMs, USUAL_TIMES * Math.max(0, ...neighbours));
  });
}
