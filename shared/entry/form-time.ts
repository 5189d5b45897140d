/** Of which period or moment an entry is: reading it, offering it, and when it is due. Pure. */
import type { EntryFormSettings } from '../config/entry-form.ts';
import { localFields, periodBounds, periodKind, periodOf, previousPeriod, zoneOffsetMs } from '../period.ts';

type FormTimes = Pick<EntryFormSettings, 'period' | 'timeOfDay' | 'dueAfterMinutes'>;

/** When the figures of an entry are of. */
export interface FactTime {
  readonly period?: string | undefined;
  /** What they are as of, ms since 1970 UTC. */
  readonly observedAtMs: number;
}

const MINUTE_MS = 60_000;
const INSTANT = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):([0-5]\d)$/;

/** A form of a moment without a time of day is of whatever moment is entered. */
export function asksInstant({ period, timeOfDay }: FormTimes): boolean {
  return period === undefined && timeOfDay === undefined;
}

/** Undefined for a text that is no period or moment of this form. */
export function factTime(form: FormTimes, when: string, timeZone: string): FactTime | undefined {
  if (asksInstant(form)) {
    const [, day = '', hour, minute] = INSTANT.exec(when) ?? [];
    return day === '' || !exists(day, timeZone)
      ? undefined
      : { observedAtMs: localInstantMs(day, `${hour}:${minute}`, timeZone) };
  }
  const kind = form.period ?? 'day';
  if (periodKind(when) !== kind || !exists(when, timeZone)) return undefined;
  const observedAtMs =
    form.timeOfDay === undefined
      ? periodBounds(when, timeZone).endMs
      : localInstantMs(when, form.timeOfDay, timeZone);
  return form.period === undefined ? { observedAtMs } : { period: when, observedAtMs };
}

function exists(period: string, timeZone: string): boolean {
  try {
    return periodBounds(period, timeZone).endMs > 0;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The instant of a local date and `HH:MM`. */
function localInstantMs(day: string, timeOfDay: string, timeZone: string): number {
  const asUtc = Date.parse(`${day}T${timeOfDay}:00Z`);
  const first = asUtc - zoneOffsetMs(asUtc, timeZone);
  // A second look settles times beside a change of offset.
  return asUtc - zoneOffsetMs(first, timeZone);
}

/** The newest periods or days whose figures can be known, newest first; empty where any moment may be entered. */
export function knownTimes(form: FormTimes, nowMs: number, timeZone: string, count: number): string[] {
  if (asksInstant(form)) return [];
  const known: string[] = [];
  let when = periodOf(nowMs, form.period ?? 'day', timeZone);
  while (known.length < count) {
    if ((factTime(form, when, timeZone)?.observedAtMs ?? Infinity) <= nowMs) known.push(when);
    when = previousPeriod(when, timeZone);
  }
  return known;
}

/** Until when the figures of a period or day are to be entered, ms. */
export function dueMs(form: FormTimes, when: string, timeZone: string): number | undefined {
  const fact = factTime(form, when, timeZone);
  return fact === undefined ? undefined : fact.observedAtMs + form.dueAfterMinutes * MINUTE_MS;
}

/** A moment as an entry names it, `2026-11-26T20:00`. */
export function instantText(atMs: number, timeZone: string): string {
  const { year, month, day, hour, minute } = localFields(atMs, timeZone);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${year}-${two(month + 1)}-${two(day)}T${two(hour)}:${two(minute)}`;
}
