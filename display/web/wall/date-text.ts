/** Date, weekday and lunar date of the clock, in words. Pure. */
import { localFields } from '../../../shared/period.ts';
import type { Locale } from '../live/wall-context.ts';
import { lunarDate, lunarYearName } from '../../../shared/lunar-date.ts';

const WEEKDAYS = {
  vi: ['Chủ Nhật', 'Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy'],
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
};
const LUNAR_MONTHS = [
  'Giêng',
  'Hai',
  'Ba',
  'Tư',
  'Năm',
  'Sáu',
  'Bảy',
  'Tám',
  'Chín',
  'Mười',
  'Mười Một',
  'Chạp',
];
const two = (number: number) => String(number).padStart(2, '0');

/** `09:12:36` in the province. */
export function clockText(nowMs: number, timeZone: string): string {
  const { hour, minute } = localFields(nowMs, timeZone);
  return `${two(hour)}:${two(minute)}:${two(Math.floor(nowMs / 1000) % 60)}`;
}

/** `09:12` in the province. */
export function hourText(atMs: number, timeZone: string): string {
  return clockText(atMs, timeZone).slice(0, 5);
}

/** `Chủ Nhật 22/11/2026`. */
export function dateText(nowMs: number, timeZone: string, locale: Locale): string {
  const { weekday, day, month, year } = localFields(nowMs, timeZone);
  return `${WEEKDAYS[locale][weekday]} ${two(day)}/${two(month + 1)}/${year}`;
}

/** `14 tháng Mười Bính Ngọ`; leap months say so. */
export function lunarText(nowMs: number, timeZone: string, locale: Locale): string {
  const { day, month, year } = localFields(nowMs, timeZone);
  const lunar = lunarDate(year, month + 1, day);
  const name = lunarYearName(lunar.year);
  if (locale === 'en') return `lunar ${lunar.day}/${lunar.month}${lunar.leap ? ' (leap)' : ''} ${name}`;
  return `${lunar.day} tháng ${LUNAR_MONTHS[lunar.month - 1]}${lunar.leap ? ' nhuận' : ''} ${name}`;
}
