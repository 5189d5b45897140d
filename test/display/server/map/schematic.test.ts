import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configDirOf, readConfigFiles } from '../../../../config/read-config.ts';
import {
  areaOf,
  convexHull,
  holds,
  projectionAround,
  widenedHull,
  type Point,
} from '../../../../display/server/map/plane.ts';
import { boundsOf, schematicMap } from '../../../../display/server/map/schematic.ts';
import { voronoiCells } from '../../../../display/server/map/voronoi.ts';
import { placeOfFeature, placesFileSchema, type Place } from '../../../../shared/config/place.ts';

const coordinate = fc.integer({ min: -600, max: 600 }).map((n) => n / 10);
const point = fc.tuple(coordinate, coordinate);
/** Any centres: scattered, on one line, on one spot. */
const centres = fc.oneof(
  fc.array(point, { minLength: 1, maxLength: 40 }),
  fc
    .tuple(point, point, fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 20 }))
    .map(([from, by, steps]) =>
      steps.map((n): [number, number] => [from[0] + (by[0] * n) / 20, from[1] + (by[1] * n) / 20]),
    ),
  fc.tuple(point, fc.integer({ min: 1, max: 12 })).map(([spot, n]) => Array.from({ length: n }, () => spot)),
  fc.tuple(fc.array(point, { minLength: 1, maxLength: 10 })).map(([some]) => [...some, ...some]),
);

describe('cells', () => {
  it('tile the hull without gap or overlap, whatever the centres', () => {
    fc.assert(
      fc.property(centres, fc.integer({ min: 1, max: 10 }), (points: Point[], marginKm) => {
        const hull = widenedHull(points, marginKm);
        const cells = voronoiCells(points, hull);
        expect(cells).toHaveLength(points.length);
        const areas = cells.map(areaOf);
        expect(Math.min(...areas)).toBeGreaterThan(0);
        const whole = areaOf(hull);
        // Areas that add up to the whole, of cells that lie inside it, leave neither gap nor overlap.
        expect(Math.abs(areas.reduce((sum, area) => sum + area, 0) - whole) / whole).toBeLessThan(1e-6);
        const edge = widenedHull(points, marginKm + 1e-6);
        expect(cells.flat().filter((corner) => !holds(edge, corner))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('hold their own centre', () => {
    const points: Point[] = [
      [0, 0],
      [10, 0],
      [0, 10],
      [7, 7],
    ];
    const cells = voronoiCells(points, widenedHull(points, 4));
    cells.forEach((cell, n) => points.forEach((one, m) => expect(holds(cell, one)).toBe(n === m)));
  });
});

describe('the hull', () => {
  it('is wider than every place by the margin, and not much wider', () => {
    fc.assert(
      fc.property(centres, fc.integer({ min: 1, max: 10 }), (points: Point[], marginKm) => {
        const hull = widenedHull(points, marginKm);
        const around = points.flatMap(([x, y]) =>
          [0, 1, 2, 3, 4, 5, 6].map((angle): Point => {
            const km = 0.9999 * marginKm;
            return [x + km * Math.cos(angle), y + km * Math.sin(angle)];
          }),
        );
        expect(around.filter((one) => !holds(hull, one))).toEqual([]);
        const [west, south, east, north] = boundsOf(points);
        const [hullWest, hullSouth, hullEast, hullNorth] = boundsOf(hull);
        const over = [west - hullWest, south - hullSouth, hullEast - east, hullNorth - north].map(
          (km) => km / marginKm,
        );
        expect(Math.max(...over)).toBeLessThan(1.01);
      }),
    );
  });

  it('of few points is what it can be', () => {
    expect(convexHull([])).toEqual([]);
    expect(convexHull([[1, 1]])).toEqual([[1, 1]]);
    expect(
      areaOf(
        convexHull([
          [0, 0],
          [2, 0],
          [1, 0],
          [2, 2],
          [0, 2],
          [1, 1],
        ]),
      ),
    ).toBe(4);
  });

  it('is of kilometres: a degree of latitude is about 111 of them', () => {
    const projection = projectionAround(106.7, 21.8);
    const [x, y] = projection.toKm(107.7, 22.8);
    expect(y).toBeCloseTo(110.7, 0);
    expect(x).toBeCloseTo(103.4, 0);
    const [lon, lat] = projection.toDegrees([x, y]);
    expect([lon, lat].map((n) => n.toFixed(9))).toEqual(['107.700000000', '22.800000000']);
  });
});

describe('the schematic of the province that is configured', () => {
  const configured = async (): Promise<Place[]> => {
    const files = await readConfigFiles(configDirOf({}));
    return files
      .filter(({ path }) => path.startsWith('places/'))
      .flatMap(({ text }) => placesFileSchema.parse(JSON.parse(text)).features.map(placeOfFeature));
  };

  it('has a cell for every commune, and holds every place with its margin', async () => {
    const places = await configured();
    const map = schematicMap(places, 4);
    const communes = places.filter(({ kind }) => kind === 'commune');
    expect(communes.length).toBeGreaterThanOrEqual(60);
    expect(map.cells.features.map(({ id }) => id)).toEqual(communes.map(({ id }) => id));
    const rings = map.cells.features.map(({ geometry }) => (geometry.coordinates[0] as Point[]).slice(0, -1));
    const isInACell = (lon: number, lat: number) => rings.some((ring) => holdsRounded(ring, [lon, lat]));
    const positioned = places.filter(({ lon }) => lon !== undefined);
    expect(positioned.length).toBeGreaterThan(communes.length);
    for (const { id, lon = 0, lat = 0 } of positioned) expect([id, isInACell(lon, lat)]).toEqual([id, true]);
    for (const { id, lon = 0, lat = 0 } of communes) {
      const own = rings[map.cells.features.findIndex((feature) => feature.id === id)] as Point[];
      expect([id, holdsRounded(own, [lon, lat])]).toEqual([id, true]);
    }
  });

  /** Corners are rounded to about a metre. */
  function holdsRounded(ring: readonly Point[], at: Point): boolean {
    const nudges = [0, 2e-5, -2e-5];
    return nudges.some((dx) => nudges.some((dy) => holds(ring, [at[0] + dx, at[1] + dy])));
  }
});
