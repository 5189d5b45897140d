/** Figures for the tests of shapes: an indicator and a value, everything else calm unless said. */
import { indicatorSchema } from '../../../../shared/config/domain.ts';
import type { Indicator } from '../../../../shared/config/domain.ts';
import type { Place } from '../../../../shared/config/place.ts';
import type { Figure } from '../../../../shared/figure.ts';
import type { HistoryPoint } from '../../../../shared/latest-entry.ts';
import { limitState } from '../../../../shared/limit-state.ts';

export const NOW_MS = Date.UTC(2026, 10, 22, 2, 12, 36);
export const ZONE = 'Asia/Ho_Chi_Minh';
export const MINUTE_MS = 60_000;

export function indicatorOf(more: Partial<Indicator> = {}): Indicator {
  const indicator = indicatorSchema.parse({
    id: 'xe-ton',
    name: { vi: 'Xe tồn', en: 'Waiting' },
    unit: { vi: 'xe', en: 'vehicles' },
    better: 'down',
    cadence: 'realtime',
    lateAfterMs: 3 * MINUTE_MS,
    staleAfterMs: 10 * MINUTE_MS,
    aggregate: 'upstream',
  });
  return { ...indicator, ...more };
}

export const limit = (
  value: number,
  level: 'warning' | 'critical' = 'warning',
  direction: 'above' | 'below' = 'above',
) => ({
  value,
  level,
  direction,
  own: true as const,
});

export const placeOf = (id: string, more: Partial<Place> = {}): Place => ({
  id,
  kind: 'crossing',
  name: { vi: `Nơi ${id}`, en: `Place ${id}` },
  aliases: [],
  tags: [],
  ...more,
});

/** A stale or never seen figure is judged as `figureOf` does: not at all. */
export function figureWith(more: Partial<Figure> = {}): Figure {
  const indicator = more.indicator ?? indicatorOf();
  const value = more.value === undefined ? 100 : more.value;
  const freshness = more.freshness ?? 'fresh';
  const known = freshness === 'fresh' || freshness === 'late';
  return {
    domain: 'cua-khau',
    indicator,
    place: placeOf('a'),
    freshness,
    limit: known ? limitState(indicator, value) : { level: 'normal' },
    source: 'nguon',
    method: 'api',
    others: [],
    contradictions: [],
    ...(freshness === 'never'
      ? {}
      : { originMs: NOW_MS - 30_000, ageMs: 30_000, observedAtMs: NOW_MS - 30_000 }),
    ...more,
    value: freshness === 'never' ? null : value,
  };
}

export const point = (value: HistoryPoint['value'], minutesAgo: number, period?: string): HistoryPoint => ({
  value,
  observedAtMs: NOW_MS - minutesAgo * MINUTE_MS,
  collectedAtMs: NOW_MS - minutesAgo * MINUTE_MS,
  source: 'nguon',
  ...(period === undefined ? {} : { period }),
});
