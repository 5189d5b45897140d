/** Takes a province's boundary file apart: every feature a commune, every commune a feature, every ring sound. Pure. */
import { z } from 'zod';
import type { Place } from '../../../shared/config/place.ts';
import type { ProvinceConfig } from '../../../shared/config/province-config.ts';
import { PlaceLookup } from '../../../shared/place-name.ts';
import type { BoundaryFile } from './boundary-file.ts';
import { areaOf, holds, widenedHull, type Point } from './plane.ts';
import { isPositioned, projectionOf } from './schematic.ts';

/** A corner farther than this outside the hull of all places belongs to another province, or has its axes swapped. */
const FARTHEST_KM = 40;
/** Bound against a file that was named by mistake; a full-detail province has about 150,000 corners. */
const MAX_CORNERS = 2_000_000;
const DECIMALS = 1e5;
/** Properties that are tried in this order when the user names none. */
const CODE_FIELDS = ['code', 'ma', 'maxa', 'ma_xa'];
const NAME_FIELDS = ['fullName', 'name', 'ten', 'tenxa', 'ten_xa'];

const ringsSchema = z.array(z.array(z.array(z.number()).min(2)).min(1)).min(1);
const collectionSchema = z.object({
  type: z.literal('FeatureCollection'),
  attribution: z.string().optional(),
  features: z
    .array(
      z.object({
        type: z.literal('Feature'),
        id: z.union([z.string(), z.number()]).optional(),
        properties: z.record(z.string(), z.unknown()).nullable().default({}),
        geometry: z.discriminatedUnion('type', [
          z.object({ type: z.literal('Polygon'), coordinates: ringsSchema }),
          z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(ringsSchema).min(1) }),
        ]),
      }),
    )
    .min(1)
    .max(10_000),
});
type GivenFeature = z.infer<typeof collectionSchema>['features'][number];

export interface ImportOptions {
  readonly codeField?: string | undefined;
  readonly nameField?: string | undefined;
  readonly attribution?: string | undefined;
}

export interface ImportResult {
  readonly file: BoundaryFile;
  /** What is wrong: nothing may be written. */
  readonly problems: readonly string[];
  /** Communes that the file does not name. */
  readonly missing: readonly string[];
}

export function importBoundaries(
  document: unknown,
  config: ProvinceConfig,
  options: ImportOptions,
): ImportResult {
  const parsed = collectionSchema.safeParse(document);
  if (!parsed.success) {
    const problems = parsed.error.issues
      .slice(0, 10)
      .map(
        ({ path, message }) =>
          `${path.join('.') || 'the file'}: ${message}; expected a FeatureCollection of polygons`,
      );
    return { file: { type: 'FeatureCollection', features: [] }, problems, missing: [] };
  }
  const communes = config.places.filter(({ kind }) => kind === 'commune');
  const lookup = new PlaceLookup(communes);
  const isInside = insideOf(config.places);
  const byId = new Map<string, BoundaryFile['features'][number]>();
  const problems: string[] = [];
  parsed.data.features.forEach((feature, at) => {
    const called = callOf(feature, at, options);
    const id = called.keys.map((key) => lookup.find(['commune'], key)).find((found) => found !== undefined);
    if (id === undefined) problems.push(`${called.label}: no commune of the configuration is called so`);
    else if (byId.has(id)) problems.push(`${called.label}: ${id} has a boundary already`);
    else
      byId.set(id, {
        type: 'Feature',
        id,
        properties: { id },
        geometry: soundGeometry(feature, called.label, isInside, problems),
      });
  });
  const corners = [...byId.values()].reduce(
    (sum, { geometry }) => sum + geometry.coordinates.flat(2).length,
    0,
  );
  if (corners > MAX_CORNERS)
    problems.push(`${corners} corners; at most ${MAX_CORNERS} are drawn: simplify the file`);
  const attribution = options.attribution ?? parsed.data.attribution;
  return {
    file: {
      type: 'FeatureCollection',
      ...(attribution === undefined ? {} : { attribution }),
      features: [...byId.values()],
    },
    problems,
    missing: communes.filter(({ id }) => !byId.has(id)).map(({ id, name }) => `${name.vi} (${id})`),
  };
}

/** By what a feature may be found, the surest first, and how it is named in a complaint. */
function callOf({ id, properties }: GivenFeature, at: number, { codeField, nameField }: ImportOptions) {
  const fields = [
    ...(codeField === undefined ? CODE_FIELDS : [codeField]),
    ...(nameField === undefined ? NAME_FIELDS : [nameField]),
  ];
  const texts = [properties?.[fields[0] ?? ''], id, ...fields.slice(1).map((field) => properties?.[field])];
  const keys = texts.filter((text) => typeof text === 'string' || typeof text === 'number').map(String);
  return { keys, label: `feature ${at + 1}${keys.length === 0 ? '' : ` "${keys.at(-1)}"`}` };
}

function insideOf(places: readonly Place[]): (point: Point) => boolean {
  const positioned = places.filter(isPositioned);
  const projection = projectionOf(positioned);
  const hull = widenedHull(
    positioned.map(({ lon, lat }) => projection.toKm(lon, lat)),
    FARTHEST_KM,
  );
  return ([lon, lat]) => holds(hull, projection.toKm(lon, lat));
}

/** The polygons with rounded corners; complaints say which ring and where. */
function soundGeometry(
  { geometry }: GivenFeature,
  label: string,
  isInside: (point: Point) => boolean,
  problems: string[],
): BoundaryFile['features'][number]['geometry'] {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const coordinates = polygons.map((rings, polygon) =>
    rings.map((ring, at) => {
      const corners = ring.map(([lon, lat]): [number, number] => [rounded(lon ?? 0), rounded(lat ?? 0)]);
      const complaint = ringComplaint(corners, isInside);
      if (complaint !== undefined)
        problems.push(`${label}: polygon ${polygon + 1}, ring ${at + 1}: ${complaint}`);
      return corners;
    }),
  );
  return { type: 'MultiPolygon', coordinates };
}

function ringComplaint(corners: readonly Point[], isInside: (point: Point) => boolean): string | undefined {
  if (corners.length < 4) return `${corners.length} positions, a ring has at least 4`;
  const [first, last] = [corners[0] as Point, corners.at(-1) as Point];
  if (first[0] !== last[0] || first[1] !== last[1])
    return `not closed: starts at ${first.join(' ')}, ends at ${last.join(' ')}`;
  if (areaOf(corners.slice(0, -1)) === 0) return 'it holds no area';
  const outside = corners.find((corner) => !isInside(corner));
  if (outside === undefined) return undefined;
  const isSwapped = isInside([outside[1], outside[0]]);
  const cure = isSwapped
    ? '; longitude comes before latitude'
    : '; WGS 84 longitude and latitude are expected';
  return `${outside.join(' ')} is more than ${FARTHEST_KM} km outside the province${cure}`;
}

const rounded = (degrees: number) => Math.round(degrees * DECIMALS) / DECIMALS;
