/** The province's own boundary file as `geo:import` writes it and the display reads it. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { MapGeometry } from '../../../shared/api.ts';
import { idSchema } from '../../../shared/config/common.ts';
import type { ProvinceConfig } from '../../../shared/config/province-config.ts';
import { ConfigError } from '../../../shared/errors.ts';
import type { Point } from './plane.ts';
import { boundsOf, isPositioned } from './schematic.ts';

/** In a folder of its own: `places/*.geojson` are places, and boundaries are none. */
const PATH = 'places/boundaries/communes.geojson';

const ringsSchema = z.array(z.array(z.tuple([z.number(), z.number()])));
const boundaryFileSchema = z.strictObject({
  type: z.literal('FeatureCollection'),
  attribution: z.string().min(1).exactOptional(),
  features: z.array(
    z.strictObject({
      type: z.literal('Feature'),
      id: idSchema,
      properties: z.strictObject({ id: idSchema }),
      geometry: z.strictObject({ type: z.literal('MultiPolygon'), coordinates: z.array(ringsSchema) }),
    }),
  ),
});
export type BoundaryFile = z.infer<typeof boundaryFileSchema>;

/** Whole or not at all: the file appears under its name when it is complete. */
export async function writeBoundaries(configDir: string, file: BoundaryFile): Promise<string> {
  const path = join(configDir, PATH);
  const fresh = `${path}.${process.pid}.new`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(fresh, `${JSON.stringify(file)}\n`);
  await rename(fresh, path);
  return path;
}

/**
 * The imported map, or undefined when nothing was imported.
 * @throws ConfigError when the file is not as it was written, or names communes that are none any more.
 */
export async function readBoundaries(
  configDir: string,
  config: ProvinceConfig,
): Promise<MapGeometry | undefined> {
  const path = join(configDir, PATH);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const file = parseFile(path, text);
  const communes = new Set(config.places.map(({ id }) => id));
  const strange = file.features.filter(({ id }) => !communes.has(id)).map(({ id }) => id);
  if (strange.length > 0) throw broken(path, `cells of unknown places: ${strange.slice(0, 5).join(', ')}`);
  const corners = file.features.flatMap(({ geometry }) => geometry.coordinates.flat(2)) as Point[];
  const places = config.places.filter(isPositioned).map(({ lon, lat }): Point => [lon, lat]);
  return {
    basis: 'imported',
    attribution: file.attribution,
    bounds: boundsOf([...corners, ...places]),
    cells: { type: 'FeatureCollection', features: file.features },
  };
}

function parseFile(path: string, text: string): BoundaryFile {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw broken(path, 'no JSON');
  }
  const parsed = boundaryFileSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw broken(path, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'malformed'}`);
}

function broken(file: string, found: string): ConfigError {
  return new ConfigError([
    { file, found, expected: 'a file written by `npm run geo:import`; import again or remove it' },
  ]);
}
