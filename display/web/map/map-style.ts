/**
 * The style of the map, built in code: no tiles, no glyphs address, no sprite, no outside request. Everything that
 * changes is feature state, so that a tick rewrites no data.
 */
import type {
  ExpressionSpecification,
  LayerSpecification,
  SourceSpecification,
  StyleSpecification,
} from 'maplibre-gl';
import type { FeatureCollection } from 'geojson';
import type { MapGeometry } from '../../../shared/api.ts';
import type { Place } from '../../../shared/config/place.ts';
import { PALETTE } from '../marks/palette.ts';
import { imageOf } from './map-images.ts';
import { stateOf } from './feature-value.ts';
import { layerPlaces } from './map-marks.ts';
import { symbolLayers } from './point-layers.ts';
import { CELLS, pointSource, type StyleSettings } from './style-settings.ts';

const SHADES = [
  PALETTE.ground,
  PALETTE.map1,
  PALETTE.map2,
  PALETTE.map3,
  PALETTE.map4,
  PALETTE.map5,
] as const;

export function mapStyle(settings: StyleSettings): StyleSpecification {
  const { geometry, layers, places } = settings;
  const sources: Record<string, SourceSpecification> = {
    [CELLS]: { type: 'geojson', data: cellsOf(geometry), promoteId: 'id' },
  };
  layers.forEach((layer, index) => {
    sources[pointSource(index)] = {
      type: 'geojson',
      data: pointsOf(layerPlaces(places, layer)),
      promoteId: 'id',
    };
  });
  return {
    version: 8,
    sources,
    // A change of state is shown at once: fading would draw frames that say nothing.
    transition: { duration: 0, delay: 0 },
    layers: [
      ...cellLayers(settings),
      ...layers.flatMap((layer, index) => symbolLayers(layer, index, settings)),
    ],
  };
}

/** The library's type is writable; it never writes. */
function cellsOf({ cells }: MapGeometry): FeatureCollection {
  return cells as unknown as FeatureCollection;
}

function pointsOf(places: readonly Place[]): FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: places.map((place) => ({
      type: 'Feature',
      id: place.id,
      geometry: { type: 'Point', coordinates: [place.lon as number, place.lat as number] },
      properties: {
        id: place.id,
        image: imageOf(place.kind),
      },
    })),
  };
}

function cellLayers({ shaded, geometry, remPx }: StyleSettings): LayerSpecification[] {
  const shade: ExpressionSpecification = [
    'match',
    stateOf('shade', 0),
    1,
    SHADES[1],
    2,
    SHADES[2],
    3,
    SHADES[3],
    4,
    SHADES[4],
    5,
    SHADES[5],
    SHADES[0],
  ];
  const hatch: LayerSpecification = {
    id: 'cells-hatch',
    type: 'fill',
    source: CELLS,
    paint: { 'fill-pattern': 'hatch', 'fill-opacity': ['case', ['==', stateOf('shade', 0), 0], 1, 0] },
  };
  return [
    { id: 'ground', type: 'background', paint: { 'background-color': PALETTE.ground } },
    {
      id: 'cells-fill',
      type: 'fill',
      source: CELLS,
      paint: { 'fill-color': shaded ? shade : SHADES[2], 'fill-antialias': true },
    },
    ...(shaded ? [hatch] : []),
    {
      // Gaps of the ground's colour between cells; never a line that could be read as a border.
      id: 'cells-gap',
      type: 'line',
      source: CELLS,
      paint: {
        'line-color': PALETTE.ground,
        'line-width': remPx * (geometry.basis === 'imported' ? 0.12 : 0.16),
      },
    },
  ];
}
