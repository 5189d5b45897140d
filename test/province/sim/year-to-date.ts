/** Counts of a day and their sums since 1 January, so that every day of a year is worth the same to the year. */
import { localFields, periodBounds } from '../../../shared/period.ts';
import { curveAt, TIME_ZONE, type Curve } from './curve.ts';
import { hash01 } from './noise.ts';
import { DAY_MS, dayNumber, isWeekend } from './rhythm.ts';

export interface YearShape {
  /** Totals by year. */
  readonly year: Curve;
  /** Part of a working day that a Saturday or Sunday brings; above 1 for visitors. */
  readonly weekend: number;
}

/** The part of its year that one day brings, before the year is scaled to 1. */
function dayWeight(shape: YearShape, seed: number, key: string, day: number): number {
  return (isWeekend(day) ? shape.weekend : 1) * (0.8 + 0.4 * hash01(seed, `${key}#day`, day));
}

/** Unrounded figure of one day and sum of its year up to and with that day. `period` is a day. */
export function yearToDate(
  shape: YearShape,
  seed: number,
  key: string,
  period: string,
): { day: number; sum: number } {
  const { startMs } = periodBounds(period, TIME_ZONE);
  const { year } = localFields(startMs, TIME_ZONE);
  const bounds = periodBounds(String(year), TIME_ZONE);
  const first = dayNumber(bounds.startMs);
  const today = dayNumber(startMs);
  const days = Math.round((bounds.endMs - bounds.startMs) / DAY_MS);
  let whole = 0;
  let past = 0;
  for (let day = first; day < first + days; day += 1) {
    const weight = dayWeight(shape, seed, key, day);
    whole += weight;
    if (day <= today) past += weight;
  }
  const total = curveAt(shape.year, seed, key, String(year));
  return { day: (total * dayWeight(shape, seed, key, today)) / whole, sum: (total * past) / whole };
}
