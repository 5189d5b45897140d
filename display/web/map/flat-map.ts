/** The map as plain shapes for a screen without WebGL: still readable, never empty. Pure. */
import type { MapGeometry } from '../../../shared/api.ts';

/** Height of the drawing; its width follows the province. */
export const FLAT_HEIGHT = 1000;

export interface FlatMap {
  readonly width: number;
  readonly cells: readonly { readonly id: string; readonly path: string }[];
  readonly project: (lon: number, lat: number) => { readonly x: number; readonly y: number };
}

/** Plate carrée with the middle latitude's shortening: over one province no eye tells it from Mercator. */
export function flatMap(geometry: MapGeometry): FlatMap {
  const [west, south, east, north] = geometry.bounds;
  const shortening = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = FLAT_HEIGHT / (north - south);
  const project = (lon: number, lat: number) => ({
    x: (lon - west) * shortening * scale,
    y: (north - lat) * scale,
  });
  const n = (value: number) => Math.round(value * 10) / 10;
  const ringPath = (ring: readonly (readonly [number, number])[]) =>
    ring
      .map(([lon, lat], index) => {
        const { x, y } = project(lon, lat);
        return `${index === 0 ? 'M' : 'L'}${n(x)},${n(y)}`;
      })
      .join('') + 'Z';
  return {
    width: (east - west) * shortening * scale,
    project,
    cells: geometry.cells.features.map(({ id, geometry: shape }) => ({
      id,
      path: (shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates)
        .flatMap((rings) => rings.map(ringPath))
        .join(''),
    })),
  };
}
