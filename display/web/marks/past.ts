/** Which stretch of the past a small chart shows, and the same in words above it. */
import type { Indicator } from '../../../shared/config/domain.ts';
import type { Locale, PastSpan } from '../live/wall-context.ts';
import { widgetWords } from '../widgets/words.ts';
import { rangesOf, rangeStartMs } from '../../../shared/chart-range.ts';
import type { WidgetOf } from '../../../shared/config/wall.ts';

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

/** The span of a trend: its range, where the figure has a line in it; else its hours or periods. */
export function trendSpan(
  { range, beside = [], hours, periods }: Pick<WidgetOf<'trend'>, 'range' | 'beside' | 'hours' | 'periods'>,
  indicator: Indicator,
): PastSpan {
  if (range === undefined || !rangesOf(indicator.period).includes(range))
    return spanFor(indicator, hours, periods);
  return { range, beside };
}

/** The window of figures of a moment; those of a period are their own. */
export function windowOf(
  span: PastSpan,
  nowMs: number,
  timeZone: string,
): { fromMs: number; toMs: number } | undefined {
  if ('periods' in span) return undefined;
  const fromMs = 'hours' in span ? nowMs - span.hours * HOUR_MS : rangeStartMs(span.range, nowMs, timeZone);
  return { fromMs, toMs: nowMs };
}

/** `24 giờ`, `30 tháng`. */
export function spanWords(span: PastSpan, indicator: Indicator, locale: Locale): string {
  const words = widgetWords[locale].span;
  if ('range' in span) return words.ranges[span.range];
  if ('hours' in span) return `${span.hours} ${words.hours}`;
  return `${span.periods} ${words.periods[indicator.period ?? 'day']}`;
}
