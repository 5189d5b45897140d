/** Which stretch of the past a small chart shows, and the same in words above it. */
import type { Indicator } from '../../../shared/config/domain.ts';
import type { Locale } from '../live/wall-context.ts';
import { widgetWords } from '../widgets/words.ts';

/** A day for what is measured more than once a day; else so many figures. */
export type PastSpan = { readonly hours: number } | { readonly periods: number };

const DEFAULT_HOURS = 24;
const DEFAULT_PERIODS = 30;
const HOUR_MS = 3_600_000;

export function spanFor(indicator: Indicator, hours = DEFAULT_HOURS, periods = DEFAULT_PERIODS): PastSpan {
  return indicator.period === undefined ? { hours } : { periods };
}

/** What must be asked for so that the change since yesterday's hour can be told too: at most 48 hours. */
export function spanWithCompare(indicator: Indicator): PastSpan {
  return spanFor(indicator, 48);
}

export function windowOf(span: PastSpan, nowMs: number): { fromMs: number; toMs: number } | undefined {
  return 'hours' in span ? { fromMs: nowMs - span.hours * HOUR_MS, toMs: nowMs } : undefined;
}

/** `24 giờ`, `30 tháng`. */
export function spanWords(span: PastSpan, indicator: Indicator, locale: Locale): string {
  const words = widgetWords[locale].span;
  if ('hours' in span) return `${span.hours} ${words.hours}`;
  return `${span.periods} ${words.periods[indicator.period ?? 'day']}`;
}
