/**
 * The map of a province that gave no boundary file: cells computed from the communes' centres, inside a hull of
 * all places. It is a schematic and no boundary; every place lies inside.
 */
import type { MapGeometry } from '../../../shared/api.ts';
import type { Place } from '../../../shared/config/place.ts';
import { projectionAround, widenedHull, type Point, type Projection, type Ring } from './plane.ts';
import { voronoiCells } from './voronoi.ts';

/** Five decimals are about a metre. */
const DECIMALS = 1e5;
const COMMUNE = 'commune';

interface Positioned extends Place {
  readonly lon: number;
  readonly lat: number;
}

export function schematicMap(places: readonly Place[], marginKm: number): MapGeometry {
  const positioned = places.filter(isPositioned);
  const projection = projectionOf(positioned);
  const pointOf = ({ lon, lat }: Positioned) => projection.toKm(lon, lat);
  const hull = widenedHull(positioned.map(pointOf), marginKm);
  const communes = positioned.filter(({ kind }) => kind === COMMUNE);
  const cells = voronoiCells(communes.map(pointOf), hull);
  const features = communes.flatMap(({ id }, at) => {
    const ring = cells[at] ?? [];
    if (ring.length < 3) return [];
    const coordinates = [closed(ring, projection)];
    return [
      {
        type: 'Feature' as const,
        id,
        properties: { id },
        geometry: { type: 'Polygon' as const, coordinates },
      },
    ];
  });
  return {
    basis: 'schematic',
    bounds: boundsOf(hull.map((corner) => projection.toDegrees(corner))),
    cells: { type: 'FeatureCollection', features },
  };
}

/** West, south, east, north. */
export function boundsOf(points: readonly Point[]): [number, number, number, number] {
  if (points.length === 0) return [-180, -90, 180, 90];
  const lons = points.map(([lon]) => lon);
  const lats = points.map(([, lat]) => lat);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

export function isPositioned(place: Place): place is Positioned {
  return place.lon !== undefined && place.lat !== undefined;
}

/** A projection around the middle of the places. */
export function projectionOf(places: readonly Positioned[]): Projection {
  if (places.length === 0) return projectionAround(0, 0);
  const [west, south, east, north] = boundsOf(places.map(({ lon, lat }): Point => [lon, lat]));
  return projectionAround((west + east) / 2, (south + north) / 2);
}

/** A ring of GeoJSON: its first corner is its last. */
function closed(ring: Ring, projection: Projection): Point[] {
  const corners = ring.map((corner): Point => {
    const [lon, lat] = projection.toDegrees(corner);
    return [rounded(lon), rounded(lat)];
  });
  return [...corners, corners[0] as Point];
}

const rounded = (degrees: number) => Math.round(degrees * DECIMALS) / DECIMALS;
