/**
 * The day of the province: hours, working time and weekends in Asia/Ho_Chi_Minh, which is UTC+7 all year.
 * All functions take simulated time (`View.simMs`), so a speed factor quickens the day.
 */
import { hash01, smooth } from './noise.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
/** Vietnam has had no daylight saving since 1975. */
export const ZONE_OFFSET_MS = 7 * HOUR_MS;

/** Number of the local day since 1970. `startHour` 20 counts days from 20:00 of the evening before. */
export function dayNumber(simMs: number, startHour = 0): number {
  const shiftMs = startHour === 0 ? 0 : DAY_MS - startHour * HOUR_MS;
  return Math.floor((simMs + ZONE_OFFSET_MS + shiftMs) / DAY_MS);
}

/** Hour of the local day with its fraction, from 0 to 24 (excluded). */
export function hourOfDay(simMs: number): number {
  const local = simMs + ZONE_OFFSET_MS;
  return (local - Math.floor(local / DAY_MS) * DAY_MS) / HOUR_MS;
}

/** 0 = Sunday … 6 = Saturday of a day number. 1 January 1970 was a Thursday. */
export function weekday(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

export function isWeekend(day: number): boolean {
  return weekday(day) === 0 || weekday(day) === 6;
}

/** True inside the hours and, unless `everyDay`, on a working day. */
export function isOpen(simMs: number, from = 7.5, to = 17, everyDay = false): boolean {
  const hour = hourOfDay(simMs);
  return hour >= from && hour < to && (everyDay || !isWeekend(dayNumber(simMs)));
}

/**
 * Part of a day's work that is done at an hour: 0 before `from`, 1 after `to`, and in between an S curve whose
 * middle the seed moves a little from day to day. Never falls within a day.
 */
export function doneFraction(hour: number, from: number, to: number, skew = 0): number {
  const part = Math.min(1, Math.max(0, (hour - from) / (to - from)));
  const bent = part ** (1 + skew);
  return 0.5 * bent + 0.5 * bent * bent * (3 - 2 * bent);
}

/** How a count of events grows over a day. */
export interface CounterShape {
  /** Mean total of a working day. */
  readonly mean: number;
  /** Largest deviation of one day's total, as a part of the mean. */
  readonly spread?: number;
  readonly from?: number;
  readonly to?: number;
  /** Part of the mean that a Saturday or Sunday reaches. */
  readonly weekend?: number;
}

/** The whole day's total of a counter. */
export function dayTotal(seed: number, key: string, day: number, shape: CounterShape): number {
  const { mean, spread = 0.15, weekend = 0.2 } = shape;
  const wave = 1 + spread * (hash01(seed, `${key}#total`, day) * 2 - 1);
  return Math.max(0, Math.round(mean * wave * (isWeekend(day) ? weekend : 1)));
}

/** How many so far today: a whole number that never falls within a day and starts again at midnight. */
export function dailyCounter(seed: number, key: string, simMs: number, shape: CounterShape): number {
  const day = dayNumber(simMs);
  const { from = 7, to = 17 } = shape;
  const skew = 0.3 * (hash01(seed, `${key}#skew`, day) - 0.5);
  return Math.floor(dayTotal(seed, key, day, shape) * doneFraction(hourOfDay(simMs), from, to, skew));
}

/** A level around `mean` that swells by `amplitude` over about `spanMs` (default six hours). */
export function level(
  seed: number,
  key: string,
  simMs: number,
  mean: number,
  amplitude: number,
  spanMs = 6 * HOUR_MS,
): number {
  return (
    mean +
    amplitude * (0.75 * smooth(seed, key, simMs, spanMs) + 0.25 * smooth(seed, `${key}~`, simMs, spanMs / 6))
  );
}

/** Rounds to a number of decimals, as an upstream prints it. */
export function round(value: number, decimals = 0): number {
  const factor = 10 ** decimals;
  return Math.round(value * factor) / factor;
}
