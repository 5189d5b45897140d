/**
 * One WebGL map: created for a widget, told states, let go with it. It draws only when a state or the size changes;
 * after a lost WebGL context the library builds the style anew, and it is told its images and states again.
 */
import { Map as GlMap, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import 'maplibre-gl/dist/maplibre-gl.css';
import type { CellClass } from './map-classes.ts';
import type { Bounds } from './map-frame.ts';
import { drawHatch, drawImage, MAP_IMAGES } from './map-images.ts';
import type { PointState } from './map-marks.ts';
import { mapStyle } from './map-style.ts';
import { CELLS, pointSource, type StyleSettings } from './style-settings.ts';

setWorkerUrl(workerUrl);

/** Side of a sign, rem; the style scales it down from here. */
const IMAGE_REM = 2.6;
const HATCH_REM = 1.1;

export interface SceneSettings extends StyleSettings {
  readonly container: HTMLElement;
  readonly bounds: Bounds;
  readonly padding: {
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
    readonly left: number;
  };
  readonly interactive: boolean;
  /** Drawn or moved: whatever lies over the map follows. */
  readonly onMoved: () => void;
  readonly onSelect: (place: string) => void;
}

export interface MapScene {
  readonly project: (lon: number, lat: number) => { readonly x: number; readonly y: number };
  readonly zoom: () => number;
  readonly setCells: (classes: ReadonlyMap<string, CellClass>) => void;
  readonly setPoints: (layer: number, states: ReadonlyMap<string, PointState>) => void;
  readonly resize: (padding: SceneSettings['padding']) => void;
  readonly remove: () => void;
}

/** Whether this screen can draw the map. Asked once: each question takes a context. */
let webgl: boolean | undefined;
export function hasWebGl(): boolean {
  webgl ??= document.createElement('canvas').getContext('webgl2') !== null;
  return webgl;
}

export function createMapScene(settings: SceneSettings): MapScene {
  const map = newMap(settings);
  const memory = new StateMemory(map);
  // States may be told as soon as the sources are known; waiting for every tile would show hatching meanwhile.
  map.on('style.load', () => {
    addImages(map, settings.remPx);
    memory.applyAll();
    settings.onMoved();
  });
  map.on('webglcontextlost', () => memory.hold());
  map.on('move', settings.onMoved);
  map.on('resize', settings.onMoved);
  if (settings.interactive) {
    map.on('click', 'cells-fill', ({ features }) => {
      const id = features?.[0]?.id;
      if (id !== undefined) settings.onSelect(String(id));
    });
  }
  return sceneOf(map, settings, memory);
}

function newMap(settings: SceneSettings): GlMap {
  const [west, south, east, north] = settings.bounds;
  return new GlMap({
    container: settings.container,
    style: mapStyle(settings),
    bounds: [west, south, east, north],
    fitBoundsOptions: { padding: settings.padding },
    interactive: settings.interactive,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    renderWorldCopies: false,
    fadeDuration: 0,
    trackResize: false,
    // Every edge is smoothed by its own shader, and the cells' edges lie below their gaps: samples of the whole picture
    // would show nothing more and cost memory and time on a wall without a graphics card.
    canvasContextAttributes: { antialias: false, powerPreference: 'default' },
  });
}

function sceneOf(map: GlMap, settings: SceneSettings, memory: StateMemory): MapScene {
  return {
    project: (lon, lat) => map.project([lon, lat]),
    zoom: () => map.getZoom(),
    setCells: (classes) => {
      for (const [id, shade] of classes) memory.set(CELLS, id, { shade });
    },
    setPoints: (layer, states) => {
      for (const [id, state] of states) memory.set(pointSource(layer), id, { ...state });
    },
    resize: (padding) => {
      const [west, south, east, north] = settings.bounds;
      map.resize();
      map.fitBounds([west, south, east, north], { padding, duration: 0 });
    },
    remove: () => map.remove(),
  };
}

function addImages(map: GlMap, remPx: number): void {
  const sidePx = Math.max(8, Math.round(IMAGE_REM * remPx));
  for (const [name, image] of Object.entries(MAP_IMAGES)) {
    if (!map.hasImage(name)) map.addImage(name, drawImage(image, sidePx));
  }
  if (!map.hasImage('hatch')) map.addImage('hatch', drawHatch(Math.max(6, Math.round(HATCH_REM * remPx))));
}

type FeatureValues = Record<string, number>;

/**
 * What the map was told, so that only changes are told again and a style that was built anew learns all. Between a lost
 * context and its return there is no style to tell anything.
 */
class StateMemory {
  private readonly told = new Map<string, FeatureValues>();
  private ready = false;

  constructor(private readonly map: GlMap) {}

  set(source: string, id: string, values: FeatureValues): void {
    const key = `${source} ${id}`;
    const before = this.told.get(key);
    if (before !== undefined && Object.entries(values).every(([name, value]) => before[name] === value))
      return;
    this.told.set(key, values);
    if (this.ready) this.map.setFeatureState({ source, id }, values);
  }

  hold(): void {
    this.ready = false;
  }

  applyAll(): void {
    this.ready = true;
    for (const [key, values] of this.told) {
      const space = key.indexOf(' ');
      this.map.setFeatureState({ source: key.slice(0, space), id: key.slice(space + 1) }, values);
    }
  }
}
