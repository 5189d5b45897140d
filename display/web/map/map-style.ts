/**
 * The style of the map, built in code: no tiles, no glyphs address, no sprite, no outside request. Everything that
 * changes is feature state, so that a tick rewrites no data.
 */
import type {
  CircleLayerSpecification,
  ExpressionSpecification,
  LayerSpecification,
  SourceSpecification,
  StyleSpecification,
  SymbolLayerSpecification,
} from 'maplibre-gl';
import type { FeatureCollection } from 'geojson';
import type { MapGeometry } from '../../../shared/api.ts';
import type { Place } from '../../../shared/config/place.ts';
import { PALETTE } from '../marks/palette.ts';
import { imageOf } from './map-images.ts';
import { layerPlaces, type MapLayer } from './map-marks.ts';

export const CELLS = 'cells';
export const pointSource = (index: number) => `points-${index}`;

const SHADES = [
  PALETTE.ground,
  PALETTE.map1,
  PALETTE.map2,
  PALETTE.map3,
  PALETTE.map4,
  PALETTE.map5,
] as const;
const FONT = ['Be Vietnam Pro'];

export interface StyleSettings {
  readonly geometry: MapGeometry;
  readonly layers: readonly MapLayer[];
  readonly places: readonly Place[];
  readonly shaded: boolean;
  readonly locale: 'vi' | 'en';
  /** Places that the list beside the map names: they need no label on it. */
  readonly named: ReadonlySet<string>;
  /** Pixels of the page's unit of length. */
  readonly remPx: number;
}

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
      ...layers.flatMap((layer, index) => (layer.labels ? [labelLayer(layer, index, settings)] : [])),
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
        vi: (place.shortName ?? place.name).vi,
        en: (place.shortName ?? place.name).en,
        image: imageOf(place.kind),
      },
    })),
  };
}

const state = (name: string, fallback: number): ExpressionSpecification => [
  'coalesce',
  ['feature-state', name],
  fallback,
];

function cellLayers({ shaded, geometry, remPx }: StyleSettings): LayerSpecification[] {
  const shade: ExpressionSpecification = [
    'match',
    state('shade', 0),
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
    paint: { 'fill-pattern': 'hatch', 'fill-opacity': ['case', ['==', state('shade', 0), 0], 1, 0] },
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

function symbolLayers(layer: MapLayer, index: number, settings: StyleSettings): LayerSpecification[] {
  if (layer.symbol === 'queue') return [discLayer(index, settings), ...markLayers(index, 'dark')];
  if (layer.symbol === 'hotspot') return [...squareLayers(index), ...markLayers(index, 'plain')];
  const image: SymbolLayerSpecification['layout'] =
    layer.symbol === 'icon' ? { 'icon-image': ['get', 'image'] } : { 'icon-image': 'dot' };
  return [
    {
      id: `points-${index}`,
      type: 'symbol',
      source: pointSource(index),
      layout: {
        ...image,
        'icon-size': layer.symbol === 'icon' ? 0.8 : 0.5,
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
      },
      // What is beyond a limit or not known shows its own sign instead.
      paint: { 'icon-opacity': ['case', ['==', state('level', 0), 0], 1, 0] },
    },
    ...markLayers(index, 'plain'),
  ];
}

function discLayer(index: number, { remPx }: StyleSettings): CircleLayerSpecification {
  return {
    id: `points-${index}`,
    type: 'circle',
    source: pointSource(index),
    paint: {
      'circle-radius': ['*', state('size', 0), remPx / 1000],
      'circle-color': [
        'match',
        state('level', 0),
        2,
        PALETTE.critical,
        1,
        PALETTE.warning,
        3,
        PALETTE.ground,
        PALETTE.data,
      ],
      'circle-opacity': ['match', state('level', 0), 0, 0.55, 3, 0.6, 1],
      'circle-stroke-color': ['match', state('level', 0), 3, PALETTE.stale, PALETTE.dataStrong],
      'circle-stroke-width': remPx * 0.18,
    },
  };
}

/** Three sizes of one sign take turns: the size of an icon cannot follow a state, its opacity can. */
const SQUARES = [
  { fromRem: 0, toRem: 1, iconSize: 0.55 },
  { fromRem: 1, toRem: 1.4, iconSize: 0.8 },
  { fromRem: 1.4, toRem: Infinity, iconSize: 1.1 },
] as const;

function squareLayers(index: number): SymbolLayerSpecification[] {
  return SQUARES.map(({ fromRem, toRem, iconSize }) => ({
    id: `points-${index}-square-${iconSize}`,
    type: 'symbol',
    source: pointSource(index),
    layout: {
      'icon-image': 'square',
      'icon-size': iconSize,
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
    },
    paint: {
      'icon-opacity': [
        'case',
        [
          'all',
          ['>', state('size', 0), fromRem * 1000],
          ['<=', state('size', 0), Math.min(toRem, 1_000) * 1000],
          ['==', state('level', 0), 0],
        ],
        1,
        0,
      ],
    },
  }));
}

const MARKS = [
  ['warning', 1],
  ['critical', 2],
  ['unknown', 3],
] as const;

/** ▲ ◆ ▨: no state by colour alone. `dark`: on a disc that is itself filled with the state's colour. */
function markLayers(index: number, ground: 'dark' | 'plain'): SymbolLayerSpecification[] {
  return MARKS.map(([name, level]) => ({
    id: `points-${index}-${name}`,
    type: 'symbol',
    source: pointSource(index),
    layout: {
      'icon-image': ground === 'dark' && name !== 'unknown' ? `${name}-dark` : name,
      'icon-size': 0.85,
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
    },
    paint: { 'icon-opacity': ['case', ['==', state('level', 0), level], 1, 0] },
  }));
}

function labelLayer(
  layer: MapLayer,
  index: number,
  { locale, remPx, named }: StyleSettings,
): SymbolLayerSpecification {
  return {
    id: `labels-${index}`,
    type: 'symbol',
    source: pointSource(index),
    filter: ['!', ['in', ['get', 'id'], ['literal', [...named]]]],
    layout: {
      'text-field': ['get', locale],
      'text-font': FONT,
      'text-size': remPx * 1.85,
      // Beside a disc before above or below it: gates lie one above the other along the border.
      'text-variable-anchor':
        layer.symbol === 'queue' ? ['left', 'right', 'top', 'bottom'] : ['top', 'bottom', 'left', 'right'],
      // Clear of a disc that stands at its limit; signs are small.
      'text-radial-offset': layer.symbol === 'queue' ? 1.9 : 0.75,
      'text-max-width': 12,
      'text-padding': remPx * 0.4,
      'text-optional': true,
    },
    paint: { 'text-color': PALETTE.ink, 'text-halo-color': PALETTE.ground, 'text-halo-width': remPx * 0.18 },
  };
}

/** Layers whose text follows the language. */
export function labelLayerIds(layers: readonly MapLayer[]): string[] {
  return layers.flatMap((layer, index) => (layer.labels ? [`labels-${index}`] : []));
}
