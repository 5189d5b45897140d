/** Instants in words: `08:41` today, `08:41 hôm qua`, `08:41 19/11` before. Pure. */
import { localFields, localMidnightMs } from '../../../shared/period.ts';
import type { Locale } from '../live/wall-context.ts';
import { widgetWords } from '../widgets/words.ts';

const two = (value: number) => String(value).padStart(2, '0');

/** Hour and minute of the province. */
export function hourText(atMs: number, timeZone: string): string {
  const { hour, minute } = localFields(atMs, timeZone);
  return `${two(hour)}:${two(minute)}`;
}

export function dateText(atMs: number, timeZone: string): string {
  const { day, month } = localFields(atMs, timeZone);
  return `${two(day)}/${two(month + 1)}`;
}

export function todayStartMs(nowMs: number, timeZone: string): number {
  const { year, month, day } = localFields(nowMs, timeZone);
  return localMidnightMs(year, month, day, timeZone);
}

export function instantText(atMs: number, nowMs: number, timeZone: string, locale: Locale): string {
  const { year, month, day } = localFields(nowMs, timeZone);
  const hour = hourText(atMs, timeZone);
  if (atMs >= localMidnightMs(year, month, day, timeZone)) return hour;
  if (atMs >= localMidnightMs(year, month, day - 1, timeZone))
    return `${hour} ${widgetWords[locale].yesterday}`;
  return `${hour} ${dateText(atMs, timeZone)}`;
}

/** `từ 08:41`; when the known past begins already beyond the limit only the day is known: `từ trước 20/11`. */
export function sinceText(
  since: { readonly atMs: number; readonly orEarlier: boolean },
  nowMs: number,
  timeZone: string,
  locale: Locale,
): string {
  const words = widgetWords[locale];
  if (since.orEarlier) return `${words.sinceOrEarlier} ${dateText(since.atMs, timeZone)}`;
  return `${words.since} ${instantText(since.atMs, nowMs, timeZone, locale)}`;
}
