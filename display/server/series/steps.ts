/** How long the stretches of a chart are. Pure. */
import type { RollupSpan } from '../../../shared/history/rollup.ts';
import { localFields, localMidnightMs } from '../../../shared/period.ts';
import type { BucketGrid } from '../history/bucket-grid.ts';
import type { Window } from './window.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Each divides a day or is made of days: stretches begin at round times of the clock. */
const STEPS_MS: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 7, 14, 28].map((days) => days * DAY_MS),
];
/** Of a span this long or longer no step is in the list: it is made of so many days. */
const LONGEST_DAYS = 28;

/** The shortest round step with which a window has at most `most` stretches; not shorter than `leastMs`. */
export function stepFor({ fromMs, toMs }: Window, most: number, leastMs = 0): number {
  const fits = (stepMs: number) => stepMs >= leastMs && Math.floor((toMs - fromMs) / stepMs) + 2 <= most;
  const round = STEPS_MS.find(fits);
  if (round !== undefined) return round;
  let days = LONGEST_DAYS;
  while (!fits(days * DAY_MS)) days *= 2;
  return days * DAY_MS;
}

/**
 * Stretches of a length, counted from the local midnight before a window, so that windows of one day share them.
 * @param span of the rollups that are sorted in; absent: facts.
 */
export function gridOf({ fromMs }: Window, stepMs: number, timeZone: string, span?: RollupSpan): BucketGrid {
  const { year, month, day } = localFields(fromMs, timeZone);
  const anchorMs = localMidnightMs(year, month, day, timeZone);
  return { anchorMs, stepMs, slackMs: span === 'day' ? 2 * HOUR_MS : 0 };
}
