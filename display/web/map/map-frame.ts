/** Where the map stands in its box: bounds, room for what lies over it, and its scale bar. Pure. */
import type { MapGeometry } from '../../../shared/api.ts';
import type { Place } from '../../../shared/config/place.ts';

export type Bounds = readonly [number, number, number, number];

/** Degrees around a single point, so that a fit has an extent; about 5 km. */
const LEAST_HALF_DEGREES = 0.045;
/** Share of the extent added around focused places. */
const FOCUS_MARGIN = 0.25;

/** Bounds of the focused places that have a position; without any, those of the province. */
export function boundsOf(geometry: Pick<MapGeometry, 'bounds'>, focus: readonly Place[]): Bounds {
  const placed = focus.filter((place) => place.lon !== undefined && place.lat !== undefined);
  if (placed.length === 0) return geometry.bounds;
  const lons = placed.map((place) => place.lon as number);
  const lats = placed.map((place) => place.lat as number);
  const widen = (low: number, high: number): [number, number] => {
    const half = Math.max(((high - low) / 2) * (1 + 2 * FOCUS_MARGIN), LEAST_HALF_DEGREES);
    const middle = (low + high) / 2;
    return [middle - half, middle + half];
  };
  const [west, east] = widen(Math.min(...lons), Math.max(...lons));
  const [south, north] = widen(Math.min(...lats), Math.max(...lats));
  return [west, south, east, north];
}

export interface ScaleBar {
  readonly km: number;
  readonly px: number;
}

const ROUND_KM = [1, 2, 5, 10, 20, 50, 100, 200];

/** The longest round distance that is no wider than `mostPx`. */
export function scaleBar(metresPerPx: number, mostPx: number): ScaleBar {
  const km =
    ROUND_KM.findLast((candidate) => (candidate * 1000) / metresPerPx <= mostPx) ?? (ROUND_KM[0] as number);
  return { km, px: (km * 1000) / metresPerPx };
}

const EQUATOR_METRES = 40_075_016.686;
/** MapLibre counts zoom in tiles of 512 px. */
const TILE_PX = 512;

export function metresPerPx(zoom: number, latitude: number): number {
  return (EQUATOR_METRES * Math.cos((latitude * Math.PI) / 180)) / (TILE_PX * 2 ** zoom);
}

/** What of the overlays finds room, and the padding that keeps the map clear of them. All lengths in rem. */
export interface OverlayRoom {
  readonly callouts: boolean;
  readonly calloutRem: number;
  readonly histogram: boolean;
  readonly legend: boolean;
  readonly paddingRem: {
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
    readonly left: number;
  };
}

const WIDE_REM = 80;
const LIST_LEAST_REM = 44;
/** Names beside points at the edge of a part of the province: a map that shows all of it has room inside. */
const LABEL_REM = 8;

/** Parts go one after the other as a map gets smaller: histogram, legend, list. The notes below it stay. */
export function overlayRoom(
  widthRem: number,
  heightRem: number,
  wanted: { readonly callouts: boolean; readonly histogram: boolean; readonly sideLabels?: boolean },
): OverlayRoom {
  const callouts = wanted.callouts && widthRem >= LIST_LEAST_REM;
  const calloutRem = widthRem >= WIDE_REM ? 30 : 21;
  const histogram = wanted.histogram && widthRem >= 62 && heightRem >= 46;
  const sideRem = wanted.sideLabels === true && !callouts ? LABEL_REM : 1;
  const legend = widthRem >= 40 && heightRem >= 26;
  return {
    callouts,
    calloutRem,
    histogram,
    legend,
    paddingRem: {
      top: 1,
      left: sideRem,
      right: callouts ? calloutRem * (widthRem >= WIDE_REM ? 0.62 : 0.85) : sideRem,
      bottom: histogram ? 13 : legend ? 6 : 3,
    },
  };
}
