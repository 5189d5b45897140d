/** How the points of a layer look: discs by area, icons by kind, squares by value. Pure. */
import type { WidgetOf } from '../../../shared/config/wall.ts';
import type { Place } from '../../../shared/config/place.ts';
import type { Figure } from '../../../shared/figure.ts';

export type MapLayer = WidgetOf<'map'>['layers'][number];

/** What the style reads of one point through its feature state. Numbers, since colours are looked up in the style. */
export interface PointState {
  /** Radius of a queue disc in thousandths of the page's rem; 0: none is drawn. */
  readonly size: number;
  /** 0 normal, 1 warning, 2 critical, 3 not known, 4 a place that has no such figure. */
  readonly level: 0 | 1 | 2 | 3 | 4;
}

/** Radius of a disc that stands at its gravest limit, rem; its area is what says the value. */
const DISC_AT_LIMIT_REM = 4.2;
const DISC_LEAST_REM = 0.5;
/** A gate without a queue of its own is a hollow ring: a place, and no count of zero. */
const RING_REM = 0.42;
/** A disc never hides the map, whatever the value. */
const DISC_MOST_REM = 8;
/** Side of a hot spot's square, rem. */
const SQUARE_LEAST_REM = 0.6;
const SQUARE_MOST_REM = 1.8;
/** A hot spot stands out: from half of the highest value on. Own choice; a square everywhere would say nothing. */
const HOT_FROM_SHARE = 0.5;

/** The value at which a disc has its full size: the first critical limit, else the largest known value. */
export function discReference(figures: readonly Figure[]): number {
  const critical = figures[0]?.indicator.limits.find(({ level }) => level === 'critical')?.value;
  if (critical !== undefined && critical > 0) return critical;
  return Math.max(1, ...figures.map(({ value }) => (typeof value === 'number' ? value : 0)));
}

export function discRadiusRem(value: number, reference: number): number {
  const radius = DISC_AT_LIMIT_REM * Math.sqrt(Math.max(0, value) / reference);
  return Math.min(DISC_MOST_REM, Math.max(DISC_LEAST_REM, radius));
}

export function pointState(
  symbol: MapLayer['symbol'],
  figure: Figure | undefined,
  reference: number,
): PointState {
  if (figure === undefined)
    return symbol === 'queue' ? { size: Math.round(1000 * RING_REM), level: 4 } : { size: 0, level: 0 };
  const known = figure.freshness === 'fresh' || figure.freshness === 'late';
  const level =
    !known || figure.value === null
      ? 3
      : figure.limit.level === 'critical'
        ? 2
        : figure.limit.level === 'warning'
          ? 1
          : 0;
  const value = typeof figure.value === 'number' && known ? figure.value : undefined;
  return { size: Math.round(1000 * sizeRem(symbol, value, reference)), level };
}

function sizeRem(symbol: MapLayer['symbol'], value: number | undefined, reference: number): number {
  if (symbol === 'queue') return value === undefined ? DISC_LEAST_REM : discRadiusRem(value, reference);
  if (symbol !== 'hotspot' || value === undefined || value < reference * HOT_FROM_SHARE) return 0;
  return SQUARE_LEAST_REM + (SQUARE_MOST_REM - SQUARE_LEAST_REM) * Math.sqrt(Math.min(1, value / reference));
}

/** Places of a layer that can be drawn. */
export function layerPlaces(places: readonly Place[], layer: Pick<MapLayer, 'kind'>): Place[] {
  return places.filter(
    (place) => place.kind === layer.kind && place.lon !== undefined && place.lat !== undefined,
  );
}
