/** The layers that draw the points of the map: discs, squares, signs by kind, marks of states. Names are not among them: they stand in the page, see map-labels.ts. */
import type { CircleLayerSpecification, LayerSpecification, SymbolLayerSpecification } from 'maplibre-gl';
import { PALETTE } from '../marks/palette.ts';
import { stateOf } from './feature-value.ts';
import type { MapLayer } from './map-marks.ts';
import { pointSource, type StyleSettings } from './style-settings.ts';

export function symbolLayers(layer: MapLayer, index: number, settings: StyleSettings): LayerSpecification[] {
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
      paint: { 'icon-opacity': ['case', ['==', stateOf('level', 0), 0], 1, 0] },
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
      'circle-radius': ['*', stateOf('size', 0), remPx / 1000],
      'circle-color': [
        'match',
        stateOf('level', 0),
        2,
        PALETTE.critical,
        1,
        PALETTE.warning,
        3,
        PALETTE.ground,
        4,
        PALETTE.ground,
        PALETTE.data,
      ],
      'circle-opacity': ['match', stateOf('level', 0), 0, 0.55, 3, 0.6, 4, 0.6, 1],
      'circle-stroke-color': [
        'match',
        stateOf('level', 0),
        3,
        PALETTE.stale,
        4,
        PALETTE.ink3,
        PALETTE.dataStrong,
      ],
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
          ['>', stateOf('size', 0), fromRem * 1000],
          ['<=', stateOf('size', 0), Math.min(toRem, 1_000) * 1000],
          ['==', stateOf('level', 0), 0],
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
    paint: { 'icon-opacity': ['case', ['==', stateOf('level', 0), level], 1, 0] },
  }));
}
