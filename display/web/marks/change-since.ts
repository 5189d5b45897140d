/** How a figure changed since a fixed hour, or since the period before. Nothing is compared on stale data. */
import type { Figure } from '../../../shared/figure.ts';
import type { HistoryPoint } from '../../../shared/latest-entry.ts';
import { localFields, localMidnightMs, previousPeriod } from '../../../shared/period.ts';

export type Change =
  | { readonly kind: 'changed'; readonly by: number; readonly since: { readonly atMs: number } | { readonly period: string } }
  | { readonly kind: 'none'; readonly reason: 'stale' | 'no-value' | 'no-past' };

/** The instant of `HH:MM` local time yesterday. */
export function yesterdayAtMs(nowMs: number, hourMinute: string, timeZone: string): number {
  const { year, month, day } = localFields(nowMs, timeZone);
  const [hour, minute] = hourMinute.split(':').map(Number) as [number, number];
  return localMidnightMs(year, month, day - 1, timeZone) + (hour * 60 + minute) * 60_000;
}

/**
 * A moment is compared with what was known at `sinceMs`, and only if it was not stale then; a period with the
 * period before it.
 */
export function changeSince(
  figure: Figure,
  points: readonly HistoryPoint[],
  sinceMs: number,
  timeZone: string,
): Change {
  if (figure.freshness === 'stale') return { kind: 'none', reason: 'stale' };
  if (typeof figure.value !== 'number') return { kind: 'none', reason: 'no-value' };
  if (figure.period !== undefined) {
    const period = previousPeriod(figure.period, timeZone);
    const before = points.findLast((point) => point.period === period);
    return typeof before?.value === 'number'
      ? { kind: 'changed', by: figure.value - before.value, since: { period } }
      : { kind: 'none', reason: 'no-past' };
  }
  const before = points.findLast((point) => point.observedAtMs <= sinceMs);
  const wasKnown = before !== undefined && sinceMs - before.observedAtMs < figure.indicator.staleAfterMs;
  return wasKnown && typeof before.value === 'number'
    ? { kind: 'changed', by: figure.value - before.value, since: { atMs: sinceMs } }
    : { kind: 'none', reason: 'no-past' };
}
