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
  const silencesMs = points.map((point, at) => silenceBefore(points[at - 1], point));
  return points.map((point, index) => {
    if (point.afterGap === true) return true;
    const before = points[index - 1];
    if (before === undefined) return false;
    if (before.period !== undefined && point.period !== undefined)
      return nextPeriod(before.period, timeZone) !== point.period;
    const usualMs = Math.max(silencesMs[index - 1] ?? 0, silencesMs[index + 1] ?? 0);
    return (silencesMs[index] ?? 0) > Math.max(staleAfterMs, USUAL_TIMES * usualMs);
  });
}

function silenceBefore(before: Paced | undefined, { stretch, observedAtMs }: Paced): number {
  return before === undefined ? 0 : Math.max(0, (stretch?.fromMs ?? observedAtMs) - before.observedAtMs);
}
