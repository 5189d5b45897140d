import { describe, expect, it } from 'vitest';
import { imageOf, MAP_IMAGES } from '../../../../display/web/map/map-images.ts';
import { mapStyle } from '../../../../display/web/map/map-style.ts';
import type { MapLayer } from '../../../../display/web/map/map-marks.ts';
import { PALETTE } from '../../../../display/web/marks/palette.ts';
import { placeOf } from '../widgets/figure-fixture.ts';

const layers: MapLayer[] = [
  { kind: 'crossing', symbol: 'queue', indicator: 'xe-ton', labels: true },
  { kind: 'hospital', symbol: 'icon', labels: false },
  { kind: 'commune', symbol: 'hotspot', indicator: 'phan-anh', labels: false },
  { kind: 'school', symbol: 'dot', labels: true },
];
const style = mapStyle({
  geometry: {
    basis: 'schematic',
    bounds: [106, 21, 107, 22],
    cells: { type: 'FeatureCollection', features: [] },
  },
  layers,
  places: [placeOf('a', { lon: 106.5, lat: 21.5 }), placeOf('khong-toa-do')],
  shaded: true,
  remPx: 16,
});
const text = JSON.stringify(style);

describe("the map's style", () => {
  it('asks for nothing from outside: no glyphs, sprite, tiles or address', () => {
    expect(style.glyphs).toBeUndefined();
    expect(style.sprite).toBeUndefined();
    expect(text).not.toMatch(/https?:|mapbox:|\{z\}/);
    expect(Object.values(style.sources).map(({ type }) => type)).toEqual(
      Object.keys(style.sources).map(() => 'geojson'),
    );
  });

  it('draws no edge as a border: cells are parted by the colour of the ground', () => {
    const lines = style.layers.filter(({ type }) => type === 'line');
    expect(lines).toHaveLength(1);
    expect(JSON.stringify(lines)).toContain(PALETTE.ground);
    expect(JSON.stringify(style.layers[0])).toContain(PALETTE.ground);
    expect(JSON.stringify(lines)).not.toContain('dash');
  });

  it('takes whatever changes from feature state, so that a tick rewrites no data', () => {
    for (const id of ['cells-fill', 'cells-hatch', 'points-0']) {
      expect(JSON.stringify(style.layers.find((layer) => layer.id === id)?.paint)).toContain('feature-state');
    }
  });

  it('shows no state by colour alone: discs and signs have their marks', () => {
    for (const index of [0, 1, 2, 3])
      expect(style.layers.filter(({ id }) => id.startsWith(`points-${index}-`)).map(({ id }) => id)).toEqual(
        expect.arrayContaining([
          `points-${index}-warning`,
          `points-${index}-critical`,
          `points-${index}-unknown`,
        ]),
      );
  });

  it('uses only images that it draws itself', () => {
    const names = [...text.matchAll(/"icon-image":"([^"]+)"/g)].map(([, name]) => name as string);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !(name in MAP_IMAGES))).toEqual([]);
  });

  it('leaves places without a position out', () => {
    const source = style.sources['points-0'];
    expect(JSON.stringify(source)).not.toContain('khong-toa-do');
  });

  it('writes nothing: names stand in the page, where all of them keep clear of one another', () => {
    expect(text).not.toContain('text-field');
  });

  it('leaves cells unshaded, and unhatched, without an indicator', () => {
    const plain = mapStyle({
      geometry: {
        basis: 'imported',
        bounds: [0, 0, 1, 1],
        cells: { type: 'FeatureCollection', features: [] },
      },
      layers: [],
      places: [],
      shaded: false,
      remPx: 16,
    });
    expect(plain.layers.map(({ id }) => id)).toEqual(['ground', 'cells-fill', 'cells-gap']);
  });

  it('knows a sign for every kind, if only a dot', () => {
    expect(['hospital', 'school', 'camera', 'never-heard-of'].map(imageOf)).toEqual([
      'hospital',
      'school',
      'camera',
      'dot',
    ]);
  });
});
