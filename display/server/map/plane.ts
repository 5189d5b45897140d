/** Points and convex polygons on a plane in km around a province: near enough to true for a schematic. Pure. */

export type Point = readonly [number, number];
/** Corners in order, counter-clockwise, the first not repeated. */
export type Ring = readonly Point[];

/** Length of a degree of latitude, km, at 21°; it varies by 1 % over the globe. */
const KM_PER_DEGREE_LAT = 110.7;
const KM_PER_DEGREE_LON_AT_EQUATOR = 111.32;

export interface Projection {
  toKm(lon: number, lat: number): Point;
  toDegrees(point: Point): Point;
}

/** An equirectangular projection around a centre in degrees. */
export function projectionAround(lon0: number, lat0: number): Projection {
  const kmPerLon = KM_PER_DEGREE_LON_AT_EQUATOR * Math.cos((lat0 * Math.PI) / 180);
  return {
    toKm: (lon, lat) => [(lon - lon0) * kmPerLon, (lat - lat0) * KM_PER_DEGREE_LAT],
    toDegrees: ([x, y]) => [lon0 + x / kmPerLon, lat0 + y / KM_PER_DEGREE_LAT],
  };
}

const cross = (o: Point, a: Point, b: Point) => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);

/** The convex hull (Andrew's monotone chain), counter-clockwise, without points on its edges. */
export function convexHull(points: readonly Point[]): Ring {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const chain = (ordered: readonly Point[]) => {
    const kept: Point[] = [];
    for (const point of ordered) {
      while (kept.length >= 2 && cross(kept.at(-2) as Point, kept.at(-1) as Point, point) <= 0) kept.pop();
      kept.push(point);
    }
    return kept.slice(0, -1);
  };
  return sorted.length < 2 ? sorted : [...chain(sorted), ...chain(sorted.toReversed())];
}

/** Corners of the round margin; with 48 of them it is nowhere more than 0.2 % wider than asked. */
const ROUND_CORNERS = 48;

/** The hull of the points, widened by at least `marginKm` on all sides, with round corners. */
export function widenedHull(points: readonly Point[], marginKm: number): Ring {
  // Corners outside the circle, so that the margin is kept between them too.
  const radius = marginKm / Math.cos(Math.PI / ROUND_CORNERS);
  const around = Array.from({ length: ROUND_CORNERS }, (_, n): Point => {
    const angle = (2 * Math.PI * n) / ROUND_CORNERS;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
  return convexHull(points.flatMap(([x, y]) => around.map(([dx, dy]): Point => [x + dx, y + dy])));
}

/** The part of a convex ring where `side` is not negative; `side` is linear. */
export function clip(ring: Ring, side: (point: Point) => number): Ring {
  const kept: Point[] = [];
  ring.forEach((to, at) => {
    const from = ring.at(at - 1) as Point;
    const [sideFrom, sideTo] = [side(from), side(to)];
    if (sideFrom * sideTo < 0) {
      const part = sideFrom / (sideFrom - sideTo);
      kept.push([from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part]);
    }
    if (sideTo >= 0) kept.push(to);
  });
  return kept;
}

/** Area in km², positive when counter-clockwise. */
export function areaOf(ring: Ring): number {
  const origin: Point = ring[0] ?? [0, 0];
  return ring.reduce((sum, point, at) => sum + cross(origin, ring.at(at - 1) as Point, point), 0) / 2;
}

/** Whether a convex counter-clockwise ring holds a point, its edges included. */
export function holds(ring: Ring, point: Point): boolean {
  return ring.every((to, at) => cross(ring.at(at - 1) as Point, to, point) >= -1e-9);
}
