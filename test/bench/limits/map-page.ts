/**
 * Limit of P12: MapLibre by hand. The cells and points of the measured wall's own map, discs whose size is a feature
 * state; each text is `[[point, size], …]`. Arguments: Redis, a display server, number of points.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { MapGeometry } from '../../../shared/api.ts';
import { pointOf } from '../bench-province.ts';
import { servePlain } from './plain-server.ts';

const [redisUrl = '', displayUrl = '', pointCount] = process.argv.slice(2);
const { cells, bounds } = (await (await fetch(`${displayUrl}/api/v1/map`)).json()) as MapGeometry;
const points = {
  type: 'FeatureCollection',
  features: Array.from({ length: Number(pointCount) }, (_, id) => ({
    type: 'Feature',
    id,
    properties: {},
    geometry: { type: 'Point', coordinates: pointOf(id) },
  })),
};
const numbered = { ...cells, features: cells.features.map((cell, id) => ({ ...cell, id })) };
const style = {
  version: 8,
  sources: { cells: { type: 'geojson', data: numbered }, points: { type: 'geojson', data: points } },
  layers: [
    { id: 'ground', type: 'background', paint: { 'background-color': '#071426' } },
    { id: 'cells', type: 'fill', source: 'cells', paint: { 'fill-color': '#1d4f7c' } },
    { id: 'gaps', type: 'line', source: 'cells', paint: { 'line-color': '#071426', 'line-width': 3 } },
    {
      id: 'points',
      type: 'circle',
      source: 'points',
      paint: {
        'circle-radius': ['coalesce', ['feature-state', 'size'], 0],
        'circle-color': '#4aa8ff',
        'circle-opacity': 0.55,
      },
    },
  ],
};
const dist = join(dirname(createRequire(import.meta.url).resolve('maplibre-gl/package.json')), 'dist');
const parts = ['maplibre-gl.mjs', 'maplibre-gl-worker.mjs', 'maplibre-gl-shared.mjs'];

await servePlain(
  redisUrl,
  `<!doctype html><meta charset="utf-8"><title>plain map</title>
<body style="margin:0"><div id="map" style="width:100vw;height:100vh"></div>
<script type="module">
import { Map, setWorkerUrl } from '/maplibre-gl.mjs';
setWorkerUrl('/maplibre-gl-worker.mjs');
const map = new Map({ container: 'map', interactive: false, attributionControl: false, fadeDuration: 0,
  renderWorldCopies: false, canvasContextAttributes: { antialias: true },
  bounds: ${JSON.stringify(bounds)}, style: ${JSON.stringify(style)} });
map.once('idle', () => {
  document.body.dataset.ready = '1';
  new WebSocket('ws://' + location.host).onmessage = ({ data }) => {
    for (const [id, size] of JSON.parse(data)) map.setFeatureState({ source: 'points', id }, { size });
  };
});
</script>`,
  Object.fromEntries(parts.map((part) => [`/${part}`, join(dist, part)])),
);
