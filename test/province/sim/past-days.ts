/** Groups that an office publishes once a day, at 07:00 in UTC+7, for the day before. */
import type { View } from '../service.ts';
import { DAY_MS } from './rhythm.ts';
import { dashDate } from './time-text.ts';

/** How many days an office's history tells of its daily figures: a month, for a chart of thirty days. */
const DAYS = 31;

/** The day a daily group is of: the whole day before the one it is published on. */
export function figureDay(view: View): string {
  return dashDate(view.stampMs - DAY_MS);
}

/** The last publication of each of the last {@link DAYS} days up to the newest of `views`, oldest first. */
export function pastDays(views: readonly View[]): readonly View[] {
  const last = views.at(-1);
  if (last === undefined) return [];
  const dayMs = Math.floor(last.atMs / DAY_MS) * DAY_MS;
  return Array.from({ length: DAYS }, (_, index) => {
    const endMs = dayMs - (DAYS - 1 - index) * DAY_MS + DAY_MS - 1;
    // A value set by hand during a day is that day's last word.
    return last.at(Math.min(endMs, last.atMs)).slower(DAY_MS);
  });
}
