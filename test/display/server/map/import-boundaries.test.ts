import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { readBoundaries, writeBoundaries } from '../../../../display/server/map/boundary-file.ts';
import { importBoundaries } from '../../../../display/server/map/import-boundaries.ts';
import { placeOfFeature, placesFileSchema } from '../../../../shared/config/place.ts';
import { HAND_MADE } from '../../../fixtures/hand-made-province.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const OFFICIAL = join(ROOT, '../shared/geo/langson_communes_2025_simplified.geojson');

const square = (lon: number, lat: number, size = 0.05) => [
  [lon, lat],
  [lon + size, lat],
  [lon + size, lat + size],
  [lon, lat + size],
  [lon, lat],
];
const feature = (properties: object, ring: number[][], more: object = {}) => ({
  type: 'Feature',
  properties,
  geometry: { type: 'Polygon', coordinates: [ring] },
  ...more,
});
const c1 = feature({ code: 'c1' }, square(106.7, 21.8));
const c2 = feature({ ten: 'Nơi c2' }, square(106.9, 21.9));
const c3 = feature({}, square(106.5, 22.1), { id: 'c3' });
const collection = (...features: object[]) => ({ type: 'FeatureCollection', features });
const taken = (document: unknown, options = {}) => importBoundaries(document, HAND_MADE, options);

let dir: string | undefined;
const folder = () => (dir = mkdtempSync(join(tmpdir(), 'wall-geo-')));
afterEach(() => {
  if (dir !== undefined) rmSync(dir, { recursive: true, force: true });
  dir = undefined;
});

describe('a boundary file', () => {
  it('finds its communes by code, by name and by id', () => {
    const { file, problems, missing } = taken(collection(c1, c2, c3), {
      attribution: 'Sở Nông nghiệp và Môi trường',
    });
    expect(problems).toEqual([]);
    expect(missing).toEqual([]);
    expect(file.features.map(({ id }) => id)).toEqual(['c1', 'c2', 'c3']);
    expect(file.attribution).toBe('Sở Nông nghiệp và Môi trường');
  });

  it('may hold its codes and names in fields of its own', () => {
    const odd = feature({ MA_DVHC: 'c1', code: 'c2' }, square(106.7, 21.8));
    expect(taken(collection(odd), { codeField: 'MA_DVHC' }).file.features[0]?.id).toBe('c1');
    const named = feature({ LABEL: 'nơi  C3' }, square(106.5, 22.1));
    expect(taken(collection(named), { nameField: 'LABEL' }).file.features[0]?.id).toBe('c3');
  });

  it('that leaves communes out says which', () => {
    expect(taken(collection(c1)).missing).toEqual(['Nơi c2 (c2)', 'Nơi c3 (c3)']);
  });

  it.each([
    ['no collection', { type: 'Topology' }, /FeatureCollection/],
    [
      'a line',
      collection({
        ...c1,
        geometry: {
          type: 'LineString',
          coordinates: [
            [1, 2],
            [3, 4],
          ],
        },
      }),
      /features\.0\.geometry/,
    ],
    [
      'an unknown commune',
      collection(feature({ name: 'Xã Lạ' }, square(106.7, 21.8))),
      /feature 1 "Xã Lạ": no commune/,
    ],
    ['a commune twice', collection(c1, c1), /feature 2 "c1": c1 has a boundary already/],
    [
      'a ring of three',
      collection(feature({ code: 'c1' }, square(106.7, 21.8).slice(0, 3))),
      /ring 1: 3 positions/,
    ],
    [
      'an open ring',
      collection(feature({ code: 'c1' }, square(106.7, 21.8).slice(0, 4))),
      /not closed: starts at 106\.7 21\.8/,
    ],
    [
      'a ring without area',
      collection(
        feature({ code: 'c1' }, [
          [106.7, 21.8],
          [106.8, 21.8],
          [106.7, 21.8],
          [106.7, 21.8],
        ]),
      ),
      /no area/,
    ],
    [
      'another province',
      collection(feature({ code: 'c1' }, square(105.8, 21))),
      /105\.8 21 is more than 40 km outside/,
    ],
    [
      'swapped axes',
      collection(feature({ code: 'c1' }, square(21.8, 106.7))),
      /longitude comes before latitude/,
    ],
    ['metres', collection(feature({ code: 'c1' }, square(420_000, 2_400_000))), /WGS 84/],
    ['a number that is none', collection(feature({ code: 'c1' }, [[Number.NaN, 1]])), /geometry/],
  ])('is refused, with what and where: %s', (_, document, complaint) => {
    const { problems } = taken(document);
    expect(problems.join('\n')).toMatch(complaint);
  });

  it('is read as it was written, and refused when it fits the configuration no more', async () => {
    const configDir = folder();
    expect(await readBoundaries(configDir, HAND_MADE)).toBeUndefined();
    const { file } = taken(collection(c1, c2, c3), { attribution: 'x' });
    const path = await writeBoundaries(configDir, file);
    const map = await readBoundaries(configDir, HAND_MADE);
    expect(map).toMatchObject({ basis: 'imported', attribution: 'x' });
    expect(map?.cells.features).toHaveLength(3);
    await expect(readBoundaries(configDir, { ...HAND_MADE, places: [] })).rejects.toThrow(
      /unknown places: c1, c2, c3/,
    );
    writeFileSync(path, '{"type":"FeatureCollection","features":[{}]}');
    await expect(readBoundaries(configDir, HAND_MADE)).rejects.toThrow(/geo:import/);
  });
});

describe("the province's file of 2025", () => {
  const isHere = existsSync(OFFICIAL);
  it('is there under CI', () => {
    expect(isHere || process.env['CI'] === undefined).toBe(true);
  });

  it.skipIf(!isHere)(
    'fits the configured communes, all of them (skipped: the file is not on this machine)',
    () => {
      const text = readFileSync(join(ROOT, 'config/lang-son/places/communes.geojson'), 'utf8');
      const places = placesFileSchema.parse(JSON.parse(text)).features.map(placeOfFeature);
      const document: unknown = JSON.parse(readFileSync(OFFICIAL, 'utf8'));
      const { file, problems, missing } = importBoundaries(document, { ...HAND_MADE, places }, {});
      expect(problems).toEqual([]);
      expect(missing).toEqual([]);
      expect(file.features).toHaveLength(65);
    },
  );
});

describe('npm run geo:import', () => {
  const run = (configDir: string, ...args: string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'display/server/cli/geo-import.ts', ...args], {
      cwd: ROOT,
      env: { ...process.env, CONFIG_DIR: configDir },
      encoding: 'utf8',
      timeout: 20_000,
    });

  it('writes the file, or says what is wrong and writes nothing', async () => {
    const base = folder();
    const configDir = join(base, 'province');
    mkdirSync(configDir);
    const { writeTinyProvince } = await import('../../../fixtures/tiny-province.ts');
    writeTinyProvince(configDir);
    const written = join(configDir, 'places/boundaries/communes.geojson');
    const given = join(base, 'given.geojson');
    const cells = ['mot', 'hai', 'ba'].map((code, n) => feature({ code }, square(139 + n * 0.1, 35)));
    writeFileSync(given, JSON.stringify(collection(...cells.slice(0, 2))));
    const partial = run(configDir, given);
    expect([partial.status, partial.stderr]).toEqual([
      1,
      expect.stringContaining('no boundary for Xã ba (ba)'),
    ]);
    expect(existsSync(written)).toBe(false);
    expect(run(configDir, given, '--partial').status).toBe(0);
    writeFileSync(given, JSON.stringify(collection(...cells)));
    const whole = run(configDir, given, '--attribution', 'Sở TN&MT');
    expect(whole.stdout).toContain('3 boundaries written');
    expect(JSON.parse(readFileSync(written, 'utf8'))).toMatchObject({ attribution: 'Sở TN&MT' });
    // The loader of places leaves it alone.
    const { readConfig } = await import('../../../../config/read-config.ts');
    const copy = join(base, 'copy');
    cpSync(configDir, copy, { recursive: true });
    expect((await readConfig(copy)).places).toHaveLength(3);
    const lost = run(configDir, join(base, 'lost.geojson'));
    expect([lost.status, lost.stderr]).toEqual([1, expect.stringContaining('lost.geojson')]);
    expect(lost.stderr).not.toContain('    at ');
  });
});
