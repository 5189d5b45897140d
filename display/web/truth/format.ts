/** Numbers and values as a reader of the locale writes them. Pure. */
import type { Indicator } from '../../../shared/config/domain.ts';
import type { Value } from '../../../shared/observation.ts';
import type { Locale } from '../live/wall-context.ts';

/** Shown where there is no number: never a zero. */
export const DASH = '–';
/** Between a figure and its unit, so that they never part at a line's end. */
const NO_BREAK_SPACE = '\u00a0';
const MINUS = '\u2212';

export const INTL_LOCALE: Readonly<Record<Locale, string>> = { vi: 'vi-VN', en: 'en-GB' };

const numberFormats = new Map<string, Intl.NumberFormat>();

/** Formatters are dear to make and cheap to use; there are as many as locales × decimals. */
function numberFormat(locale: Locale, decimals: number): Intl.NumberFormat {
  const key = `${locale} ${decimals}`;
  let known = numberFormats.get(key);
  if (known === undefined) {
    const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    known = new Intl.NumberFormat(INTL_LOCALE[locale], digits);
    numberFormats.set(key, known);
  }
  return known;
}

/** 1057 → `1.057` (vi), `1,057` (en); a true minus sign, and no minus before a rounded zero. */
export function formatNumber(value: number, decimals: number, locale: Locale): string {
  const text = numberFormat(locale, decimals).format(value);
  if (!text.startsWith('-')) return text;
  return /[1-9]/.test(text) ? MINUS + text.slice(1) : text.slice(1);
}

/** More digits than these are not read from afar: 17.267,7 is shown as 17.268. */
const MAX_DIGITS_WITH_DECIMALS = 5;

function decimalsOf(value: number, decimals: number): number {
  const wholeDigits = Math.max(1, Math.trunc(Math.abs(value)).toString().length);
  return Math.min(decimals, Math.max(0, MAX_DIGITS_WITH_DECIMALS - wholeDigits));
}

/** The value without its unit: a number, the name of a state, or a dash. */
export function formatValue(
  indicator: Pick<Indicator, 'decimals' | 'states'>,
  value: Value,
  locale: Locale,
): string {
  if (value === null) return DASH;
  if (typeof value === 'number') return formatNumber(value, decimalsOf(value, indicator.decimals), locale);
  return indicator.states?.find((state) => state.id === value)?.name[locale] ?? value;
}

/** The unit that stands after a value: none after words and dashes. */
export function unitOf(indicator: Pick<Indicator, 'unit'>, value: Value, locale: Locale): string {
  return typeof value === 'number' ? indicator.unit[locale] : '';
}

/** Value and unit in one line: `88,4 %`. */
export function formatQuantity(
  indicator: Pick<Indicator, 'decimals' | 'states' | 'unit'>,
  value: Value,
  locale: Locale,
): string {
  const unit = unitOf(indicator, value, locale);
  const text = formatValue(indicator, value, locale);
  return unit === '' ? text : text + NO_BREAK_SPACE + unit;
}

/** A change with its sign: `+186`, `−0,8`. A change that rounds to nothing has none: `0`. */
export function formatChange(change: number, decimals: number, locale: Locale): string {
  const text = formatNumber(change, decimals, locale);
  return change > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}
