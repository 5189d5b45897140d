/** Period and time of a row: strict, in the zone that is named, and nothing guessed. */
import { localMidnightMs, periodBounds, periodKind, type PeriodKind } from '../../../shared/period.ts';
import type { TableMapping } from '../../../shared/config/table-mapping.ts';
import { periodInText } from '../../../shared/table/period-text.ts';
import { readTime } from '../bindings.ts';
import type { Readings } from './readings.ts';
import { quote, textOf, valueAt, type Row } from './rows.ts';

/** What cannot be read, in words that are put behind the place of the row. */
export class Unreadable extends Error {}

type PeriodSetting = NonNullable<TableMapping['period']>;

export function periodOfRow(row: Row, setting: PeriodSetting, kind: PeriodKind, readings: Readings): string {
  if ('from' in setting) {
    const given = valueAt(row, setting.from);
    const text = textOf(given).trim();
    // Our own form, and years that are numbers.
    if (periodKind(text) === kind) return text;
    const found = readings.period(text, kind, setting.cumulative);
    if (found.kind === 'one') return found.period;
    throw new Unreadable(
      found.kind === 'many'
        ? `${quote(given)} names more than one ${kind}`
        : `${quote(given)} names no ${kind}`,
    );
  }
  const year = part(row, setting.year, 2000, 2100);
  switch (kind) {
    case 'year':
      return String(year);
    case 'quarter':
      return `${year}-Q${part(row, setting.quarter, 1, 4)}`;
    case 'month':
      return `${year}-${String(part(row, setting.month, 1, 12)).padStart(2, '0')}`;
    default:
      throw new Unreadable(`year and month make no ${kind}`);
  }
}

function part(row: Row, path: string | undefined, least: number, most: number): number {
  const given = path === undefined ? undefined : valueAt(row, path);
  const number = Number(textOf(given).trim() || Number.NaN);
  if (!Number.isInteger(number) || number < least || number > most)
    throw new Unreadable(`${quote(given)} is no number from ${least} to ${most}`);
  return number;
}

/** Days of Excel from 2000 to 2100; no other way to write a time is such a number. */
const FIRST_SERIAL = 36_526;
const LAST_SERIAL = 73_050;
const DAY_MS = 86_400_000;
/** "8 giờ 30 phút", "08:30", "20h", "14 giờ" beside a day. */
const CLOCK = /(?<![\d/.-])(\d{1,2})(?::(\d{2})(?![\d:])| ?(?:giờ|h) ?(?:(\d{2})(?!\d)(?: ?phút)?)?)/giu;
/** Halves of the day and seconds: they would have to be understood, not passed over. */
const MORE_CLOCK = /\d:\d\d:\d|(?<!\p{L})(?:sa|ch|am|pm|sáng|trưa|chiều|tối|đêm)(?!\p{L})/iu;

export function timeOfRow(
  row: Row,
  setting: TableMapping['time'],
  period: string | undefined,
  timeZone: string,
  readings: Readings,
): number {
  if ('of' in setting) {
    if (period === undefined) throw new Unreadable('has no period, whose end its time would be');
    return periodBounds(period, timeZone).endMs;
  }
  const given = valueAt(row, setting.from);
  if (given === undefined || given === null || given === '') throw new Unreadable('has no time');
  const zone = setting.zone ?? timeZone;
  const text = textOf(given);
  const time = readings.time(text, () => readAnyTime(text, zone));
  if (time === undefined) throw new Unreadable(`${quote(given)} is no time`);
  return time;
}

function readAnyTime(text: string, zone: string): number | undefined {
  const number = /^\d{5}(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (number >= FIRST_SERIAL && number < LAST_SERIAL) return serialMs(number, zone);
  const plain = readTime(text, zone);
  return typeof plain === 'number' ? plain : spokenTime(text, zone);
}

function serialMs(serial: number, zone: string): number {
  const days = Math.floor(serial);
  // Excel's day 0 is 30 December 1899 for every date after February 1900.
  return localMidnightMs(1899, 11, 30 + days, zone) + Math.round((serial - days) * DAY_MS);
}

/** A day in words, alone or in a title such as "Lạng Sơn, ngày 05 tháng 11 năm 2026", with the clock before or behind it. */
function spokenTime(text: string, zone: string): number | undefined {
  const found = periodInText(text, 'day');
  const plain = text.normalize('NFC').replace(/\s+/gu, ' ');
  const clocks = [...plain.matchAll(CLOCK)];
  // Midnight in place of a clock that is not understood would be another time.
  if (found.kind !== 'one' || clocks.length > 1 || MORE_CLOCK.test(plain)) return undefined;
  const [, hour = '0', behindColon, behindHour] = clocks[0] ?? [];
  const minute = behindColon ?? behindHour ?? '00';
  if (Number(hour) > 23 || Number(minute) > 59) return undefined;
  const time = readTime(`${found.period} ${hour}:${minute}`, zone);
  return typeof time === 'number' ? time : undefined;
}
