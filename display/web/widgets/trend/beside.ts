/** The quieter lines of a trend: the stretch before, and the same dates of the year before; or why there are none. Pure. */
import type { SeriesPoint } from '../../../../shared/api.ts';
import { orderMs } from '../../../../shared/latest-entry.ts';
import { localFields, periodKind, periodOf } from '../../../../shared/period.ts';
import type { Locale, PastSpan, SeriesPast } from '../../live/wall-context.ts';
import { widgetWords } from '../words.ts';
import type { QuietLine } from './trend-line.ts';

export function quietLines(past: SeriesPast, span: PastSpan, locale: Locale, timeZone: string): QuietLine[] {
  if (!('range' in span)) return [];
  const words = widgetWords[locale].besideOf[span.range];
  return (past.beside ?? [])
    .filter(({ points }) => points.some(({ value }) => typeof value === 'number'))
    .map(({ kind, points, shiftMs }) => ({
      kind,
      name: words[kind],
      points: points.map((point) => moved(point, shiftMs, timeZone)),
    }));
}

/** A day of slack: a shifted start of a month falls beside the start of its own where years differ in length. */
const SLACK_MS = 36 * 3_600_000;

function moved(point: SeriesPoint, shiftMs: number, timeZone: string): SeriesPoint {
  const { period, stretch, observedAtMs } = point;
  const kind = period === undefined ? undefined : periodKind(period);
  if (kind === undefined)
    return {
      ...point,
      observedAtMs: observedAtMs + shiftMs,
      ...(stretch === undefined ? {} : { stretch: { ...stretch, fromMs: stretch.fromMs + shiftMs } }),
    };
  const slackMs = kind === 'day' ? SLACK_MS / 3 : SLACK_MS;
  return { ...point, period: periodOf(orderMs(point, timeZone) + shiftMs + slackMs, kind, timeZone) };
}

/** Said where something was to stand beside and nothing is known of that time; empty else. */
export function lackOf(
  pasts: readonly SeriesPast[],
  span: PastSpan,
  locale: Locale,
  timeZone: string,
): string {
  if (!('range' in span) || span.beside.length === 0) return '';
  const ready = pasts.filter(({ state }) => state === 'ready');
  const isLacking = ready.some(({ beside = [] }) => beside.some(({ points }) => points.length === 0));
  if (!isLacking) return '';
  const known = ready.flatMap(({ knownFromMs }) => knownFromMs ?? []);
  const words = widgetWords[locale];
  if (known.length === 0) return words.lackingAll;
  const { day, month, year } = localFields(Math.min(...known), timeZone);
  const two = (value: number) => String(value).padStart(2, '0');
  return words.lacking.replace('{date}', `${two(day)}/${two(month + 1)}/${year}`);
}
