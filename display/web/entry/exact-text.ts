/** A value with every digit that will be recorded: a form must not round what it asks a person to look over. Pure. */
import type { Indicator } from '../../../shared/config/domain.ts';
import type { Value } from '../../../shared/observation.ts';
import type { Locale } from '../live/wall-context.ts';
import { formatNumber, formatQuantity, unitOf } from '../truth/format.ts';

/** More than any figure has; beyond it the dust of binary fractions begins. */
const MOST_DECIMALS = 6;

export function exactDecimals(value: number, leastDecimals: number): number {
  const own = String(value).split('.')[1]?.length ?? 0;
  return Math.min(MOST_DECIMALS, Math.max(own, leastDecimals));
}

export function exactNumber(value: number, leastDecimals: number, locale: Locale): string {
  return formatNumber(value, exactDecimals(value, leastDecimals), locale);
}

export function exactQuantity(indicator: Indicator, value: Value, locale: Locale): string {
  if (typeof value !== 'number') return formatQuantity(indicator, value, locale);
  return `${exactNumber(value, indicator.decimals, locale)}\u00a0${unitOf(indicator, value, locale)}`;
}
