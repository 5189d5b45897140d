/** Counters that start again each day: since when they count, and with which instant one compares them. Pure. */
import type { Figure } from '../../../shared/figure.ts';
import { localFields, localMidnightMs } from '../../../shared/period.ts';
import { messages } from '../i18n/messages.ts';
import type { Locale } from '../live/wall-context.ts';

const MINUTE_MS = 60_000;

/** The last start of the count at or before an instant, ms since 1970 UTC. */
export function countStartMs(atMs: number, resetsDailyAt: string, timeZone: string): number {
  const { year, month, day } = localFields(atMs, timeZone);
  const [hours = 0, minutes = 0] = resetsDailyAt.split(':').map(Number);
  const startOn = (someDay: number) =>
    localMidnightMs(year, month, someDay, timeZone) + (hours * 60 + minutes) * MINUTE_MS;
  const today = startOn(day);
  return today <= atMs ? today : startOn(day - 1);
}

/** A day of a change of clocks has up to this many hours. */
const LONGEST_DAY_MS = 25 * 60 * MINUTE_MS;

/** The stretch of counting that holds an instant: from its start (included) to the next (excluded). */
export function countBounds(atMs: number, resetsDailyAt: string, timeZone: string) {
  const startMs = countStartMs(atMs, resetsDailyAt, timeZone);
  return { startMs, endMs: countStartMs(startMs + LONGEST_DAY_MS, resetsDailyAt, timeZone) };
}

/** The same time of the day before. */
export function dayBeforeMs(atMs: number, timeZone: string): number {
  const { year, month, day } = localFields(atMs, timeZone);
  const sinceMidnightMs = atMs - localMidnightMs(year, month, day, timeZone);
  return localMidnightMs(year, month, day - 1, timeZone) + sinceMidnightMs;
}

/** How many local midnights lie between two instants. */
export function daysBetween(fromMs: number, toMs: number, timeZone: string): number {
  const dayOf = (atMs: number) => {
    const { year, month, day } = localFields(atMs, timeZone);
    return Date.UTC(year, month, day) / 86_400_000;
  };
  return dayOf(toMs) - dayOf(fromMs);
}

/**
 * `từ 20:00 hôm qua`: since when a daily counter counts. It follows the observation and not the clock: after the hour
 * of the restart a count of the day before still says so. Empty for all other figures.
 */
export function countedSinceText(
  figure: Pick<Figure, 'indicator' | 'observedAtMs'>,
  nowMs: number,
  timeZone: string,
  locale: Locale,
): string {
  const { resetsDailyAt } = figure.indicator;
  if (resetsDailyAt === undefined || figure.observedAtMs === undefined) return '';
  const startMs = countStartMs(figure.observedAtMs, resetsDailyAt, timeZone);
  const words = messages[locale].delta;
  const days = daysBetween(startMs, nowMs, timeZone);
  const since = `${words.since} ${resetsDailyAt}`;
  if (days <= 0) return since;
  if (days === 1) return `${since} ${words.yesterday}`;
  const { day, month } = localFields(startMs, timeZone);
  return `${since} ${day}/${month + 1}`;
}
