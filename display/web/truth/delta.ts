/** The change of a figure since yesterday 07:00, or for a figure of a period since the period before. Pure. */
import type { Figure } from '../../../shared/figure.ts';
import type { HistoryPoint } from '../../../shared/latest-entry.ts';
import { localFields, localMidnightMs, periodBounds } from '../../../shared/period.ts';
import { messages } from '../i18n/messages.ts';
import type { Locale } from '../live/wall-context.ts';
import { formatNumber } from './format.ts';
import { nearPeriodText } from './period-text.ts';

/** Yesterday at `HH:MM` of the province, ms since 1970 UTC. */
export function compareInstantMs(nowMs: number, compareAt: string, timeZone: string): number {
  const { year, month, day } = localFields(nowMs, timeZone);
  const [hours = 0, minutes = 0] = compareAt.split(':').map(Number);
  return localMidnightMs(year, month, day - 1, timeZone) + (hours * 60 + minutes) * 60_000;
}

export type Delta =
  | {
      readonly reason: 'known';
      readonly change: number;
      readonly since: { readonly atMs: number } | { readonly period: string };
    }
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
  const before =
    figure.period === undefined ? pointAt(figure, past, clock) : periodBefore(figure.period, past, clock);
  if (before === undefined || typeof before.point.value !== 'number') return { reason: 'no-past' };
  return { reason: 'known', change: value - before.point.value, since: before.since };
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

/** `↑ 52 từ 07:00 hôm qua`, `↓ 0,8 so với tháng 9/2026`, `không so sánh khi cũ`. Empty for words. */
export function deltaText(delta: Delta, decimals: number, compareAt: string, locale: Locale): string {
  const words = messages[locale].delta;
  if (delta.reason === 'no-number') return '';
  if (delta.reason !== 'known') return words[delta.reason];
  const since =
    'atMs' in delta.since
      ? `${words.from} ${compareAt} ${words.yesterday}`
      : `${words.against} ${nearPeriodText(delta.since.period, locale)}`;
  const size = formatNumber(Math.abs(delta.change), decimals, locale);
  if (!/[1-9]/.test(size)) return `${words.none} ${since}`;
  return `${delta.change > 0 ? '↑' : '↓'} ${size} ${since}`;
}
