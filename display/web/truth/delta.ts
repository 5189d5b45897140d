/**
 * The change of a figure since yesterday 07:00; for a figure of a period since the period before; for a counter that
 * starts again each day against the same time of yesterday. Pure.
 */
import type { Figure } from '../../../shared/figure.ts';
import type { HistoryPoint } from '../../../shared/latest-entry.ts';
import { localFields, localMidnightMs, periodBounds } from '../../../shared/period.ts';
import { messages } from '../i18n/messages.ts';
import type { Locale } from '../live/wall-context.ts';
import { countBounds, dayBeforeMs, daysBetween } from './daily-count.ts';
import { formatNumber } from './format.ts';
import { nearPeriodText } from './period-text.ts';

/** Yesterday at `HH:MM` of the province, ms since 1970 UTC. */
export function compareInstantMs(nowMs: number, compareAt: string, timeZone: string): number {
  const { year, month, day } = localFields(nowMs, timeZone);
  const [hours = 0, minutes = 0] = compareAt.split(':').map(Number);
  return localMidnightMs(year, month, day - 1, timeZone) + (hours * 60 + minutes) * 60_000;
}

interface KnownDelta {
  readonly reason: 'known';
  readonly change: number;
  readonly since:
    | { readonly atMs: number }
    | { readonly period: string }
    /** `daysAgo`: 1 when that was yesterday; a count observed before midnight is compared with a day earlier. */
    | { readonly sameTimeMs: number; readonly daysAgo: number };
}

export type Delta =
  | KnownDelta
  /** `stale`: nothing is compared with an old figure. `no-past`: nothing was known then. `no-number`: words. */
  | { readonly reason: 'stale' | 'no-past' | 'no-number' };

export interface DeltaClock {
  readonly nowMs: number;
  readonly compareAt: string;
  readonly timeZone: string;
}

/** `past` oldest first. A point older than stale-after at the compared instant was itself unknown then. */
export function deltaOf(figure: Figure, past: readonly HistoryPoint[], clock: DeltaClock): Delta {
  const { value, freshness } = figure;
  if (freshness === 'stale' || freshness === 'never') return { reason: 'stale' };
  if (typeof value !== 'number') return { reason: 'no-number' };
  const before = pointBefore(figure, past, clock);
  if (before === undefined || typeof before.point.value !== 'number') return { reason: 'no-past' };
  return { reason: 'known', change: value - before.point.value, since: before.since };
}

function pointBefore(figure: Figure, past: readonly HistoryPoint[], clock: DeltaClock) {
  if (figure.period !== undefined) return periodBefore(figure.period, past, clock);
  const { resetsDailyAt } = figure.indicator;
  return resetsDailyAt === undefined
    ? pointAt(figure, past, clock)
    : sameTimeBefore(figure, resetsDailyAt, past, clock);
}

/**
 * Like with like: what the counter showed a day before its observation, in the same stretch of counting. The past is
 * thinned to some minutes, so the nearest point stands for that time, before or after it.
 */
function sameTimeBefore(
  figure: Figure,
  resetsDailyAt: string,
  past: readonly HistoryPoint[],
  { nowMs, timeZone }: DeltaClock,
) {
  const atMs = dayBeforeMs(figure.observedAtMs ?? nowMs, timeZone);
  const { startMs, endMs } = countBounds(atMs, resetsDailyAt, timeZone);
  const awayMs = ({ observedAtMs }: HistoryPoint) => Math.abs(observedAtMs - atMs);
  const [point] = past
    .filter(({ observedAtMs }) => observedAtMs >= startMs && observedAtMs < endMs)
    .toSorted((a, b) => awayMs(a) - awayMs(b));
  if (point === undefined || awayMs(point) >= figure.indicator.staleAfterMs) return undefined;
  return { point, since: { sameTimeMs: atMs, daysAgo: daysBetween(atMs, nowMs, timeZone) } };
}

function pointAt(figure: Figure, past: readonly HistoryPoint[], clock: DeltaClock) {
  const atMs = compareInstantMs(clock.nowMs, clock.compareAt, clock.timeZone);
  const point = past.findLast(({ observedAtMs }) => observedAtMs <= atMs);
  if (point === undefined || atMs - point.observedAtMs >= figure.indicator.staleAfterMs) return undefined;
  return { point, since: { atMs } };
}

function periodBefore(period: string, past: readonly HistoryPoint[], { timeZone }: DeltaClock) {
  const { startMs } = periodBounds(period, timeZone);
  const point = past.findLast(
    (one) => one.period !== undefined && periodBounds(one.period, timeZone).startMs < startMs,
  );
  return point?.period === undefined ? undefined : { point, since: { period: point.period } };
}

/**
 * `↑ 52 từ 07:00 hôm qua`, `↓ 0,8 so với tháng 9/2026`, `↑ 23 so với cùng giờ hôm qua`, `không so sánh khi cũ`. Empty
 * for words.
 */
export function deltaText(delta: Delta, decimals: number, compareAt: string, locale: Locale): string {
  const words = messages[locale].delta;
  if (delta.reason === 'no-number') return '';
  if (delta.reason !== 'known') return words[delta.reason];
  const since = sinceText(delta.since, compareAt, locale);
  const size = formatNumber(Math.abs(delta.change), decimals, locale);
  if (!/[1-9]/.test(size)) return `${words.none} ${since}`;
  return `${delta.change > 0 ? '↑' : '↓'} ${size} ${since}`;
}

function sinceText(since: KnownDelta['since'], compareAt: string, locale: Locale): string {
  const words = messages[locale].delta;
  if ('atMs' in since) return `${words.from} ${compareAt} ${words.yesterday}`;
  if ('period' in since) return `${words.against} ${nearPeriodText(since.period, locale)}`;
  return `${words.against} ${since.daysAgo <= 1 ? words.sameTimeYesterday : words.sameTimeDayBefore}`;
}
