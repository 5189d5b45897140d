/**
 * Periods of official figures: a year, quarter, month, ISO week or day, in the province's own time zone.
 */
export const PERIOD_KINDS = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type PeriodKind = (typeof PERIOD_KINDS)[number];

/** A period's bounds: from `startMs` (included) to `endMs` (excluded), ms since 1970 UTC. */
export interface PeriodBounds {
  readonly kind: PeriodKind;
  readonly startMs: number;
  readonly endMs: number;
}

const DAY_MS = 86_400_000;

const FORMS: readonly (readonly [PeriodKind, RegExp])[] = [
  ['year', /^(\d{4})$/],
  ['quarter', /^(\d{4})-Q([1-4])$/],
  ['month', /^(\d{4})-(0[1-9]|1[0-2])$/],
  ['week', /^(\d{4})-W(0[1-9]|[1-4]\d|5[0-3])$/],
  ['day', /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/],
];

/** The kind of a period's text, or undefined when it is none of ours. */
export function periodKind(text: string): PeriodKind | undefined {
  return FORMS.find(([, form]) => form.test(text))?.[0];
}

/** Offset of a time zone at an instant, in ms east of UTC. */
export function zoneOffsetMs(atMs: number, timeZone: string): number {
  const parts = formatter(timeZone).formatToParts(atMs);
  const field = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const local = Date.UTC(
    field('year'),
    field('month') - 1,
    field('day'),
    field('hour'),
    field('minute'),
    field('second'),
  );
  return local - Math.floor(atMs / 1000) * 1000;
}

const formatters = new Map<string, Intl.DateTimeFormat>();
function formatter(timeZone: string): Intl.DateTimeFormat {
  let known = formatters.get(timeZone);
  if (known === undefined) {
    known = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(timeZone, known);
  }
  return known;
}

/** The instant at which local midnight of a civil date falls. Months count from 0 and may overflow. */
export function localMidnightMs(year: number, month: number, day: number, timeZone: string): number {
  const asUtc = Date.UTC(year, month, day);
  const first = asUtc - zoneOffsetMs(asUtc, timeZone);
  // A second look settles midnights beside a change of offset.
  return asUtc - zoneOffsetMs(first, timeZone);
}

/** Local civil fields of an instant; `month` counts from 0, `weekday` from 0 = Sunday. */
export function localFields(atMs: number, timeZone: string) {
  const local = new Date(atMs + zoneOffsetMs(atMs, timeZone));
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth(),
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    weekday: local.getUTCDay(),
  };
}

/**
 * Bounds of a period.
 * @throws RangeError when the text is not a period, or names a day or week that does not exist.
 */
export function periodBounds(text: string, timeZone: string): PeriodBounds {
  for (const [kind, form] of FORMS) {
    const match = form.exec(text);
    if (match === null) continue;
    const year = Number(match[1]);
    const second = Number(match[2] ?? 0);
    const at = (y: number, m: number, d: number) => localMidnightMs(y, m, d, timeZone);
    switch (kind) {
      case 'year':
        return { kind, startMs: at(year, 0, 1), endMs: at(year + 1, 0, 1) };
      case 'quarter':
        return { kind, startMs: at(year, (second - 1) * 3, 1), endMs: at(year, second * 3, 1) };
      case 'month':
        return { kind, startMs: at(year, second - 1, 1), endMs: at(year, second, 1) };
      case 'week':
        return weekBounds(text, year, second, at);
      case 'day': {
        const day = Number(match[3]);
        const exists = new Date(Date.UTC(year, second - 1, day)).getUTCDate() === day;
        if (!exists) throw new RangeError(`${text} is not a day of the calendar`);
        return { kind, startMs: at(year, second - 1, day), endMs: at(year, second - 1, day + 1) };
      }
    }
  }
  throw new RangeError(`"${text}" is not a period; expected 2026, 2026-Q3, 2026-10, 2026-W47 or 2026-11-22`);
}

function weekBounds(
  text: string,
  year: number,
  week: number,
  at: (y: number, m: number, d: number) => number,
): PeriodBounds {
  // ISO 8601: week 1 holds 4 January, and weeks start on Monday.
  const january4 = new Date(Date.UTC(year, 0, 4));
  const mondayOfWeek1 = 4 - ((january4.getUTCDay() + 6) % 7);
  const day = mondayOfWeek1 + (week - 1) * 7;
  const thursday = new Date(Date.UTC(year, 0, day + 3));
  if (thursday.getUTCFullYear() !== year) throw new RangeError(`${text}: the year has no such week`);
  return { kind: 'week', startMs: at(year, 0, day), endMs: at(year, 0, day + 7) };
}

/** The period of a kind that holds an instant. */
export function periodOf(atMs: number, kind: PeriodKind, timeZone: string): string {
  const { year, month, day, weekday } = localFields(atMs, timeZone);
  const two = (n: number) => String(n).padStart(2, '0');
  switch (kind) {
    case 'year':
      return String(year);
    case 'quarter':
      return `${year}-Q${Math.floor(month / 3) + 1}`;
    case 'month':
      return `${year}-${two(month + 1)}`;
    case 'day':
      return `${year}-${two(month + 1)}-${two(day)}`;
    case 'week': {
      const thursday = new Date(Date.UTC(year, month, day - ((weekday + 6) % 7) + 3));
      const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
      const week = Math.floor((thursday.getTime() - first) / DAY_MS / 7) + 1;
      return `${thursday.getUTCFullYear()}-W${two(week)}`;
    }
  }
}

/** The period that follows. */
export function nextPeriod(text: string, timeZone: string): string {
  const { kind, endMs } = periodBounds(text, timeZone);
  return periodOf(endMs, kind, timeZone);
}

/** The period before. */
export function previousPeriod(text: string, timeZone: string): string {
  const { kind, startMs } = periodBounds(text, timeZone);
  return periodOf(startMs - 1, kind, timeZone);
}
