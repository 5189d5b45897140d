/** When a form is due, and of which period it is, in words. Pure. */
import { localFields } from '../../../shared/period.ts';
import type { Locale } from '../live/wall-context.ts';
import { periodText } from '../truth/period-text.ts';
import { hourText } from '../wall/date-text.ts';

/** `21:00 27/11`; the year only where it is another one. */
export function dueText(dueMs: number, nowMs: number, timeZone: string): string {
  const due = localFields(dueMs, timeZone);
  const year = due.year === localFields(nowMs, timeZone).year ? '' : `/${due.year}`;
  return `${hourText(dueMs, timeZone)} ${due.day}/${due.month + 1}${year}`;
}

/** A period, a day, or a moment as an entry names it. */
export function whenText(when: string, locale: Locale): string {
  const [day = '', clock] = when.split('T');
  const text = periodText(day, locale);
  return clock === undefined ? text : `${clock} ${text}`;
}
