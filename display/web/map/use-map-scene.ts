/** Holds the WebGL map of a widget for as long as the widget lives and tells it what changed. */
import {
  computed,
  onBeforeUnmount,
  ref,
  shallowRef,
  watch,
  type ComputedRef,
  type Ref,
  type ShallowRef,
} from 'vue';
import type { MapGeometry } from '../../../shared/api.ts';
import type { WidgetOf } from '../../../shared/config/wall.ts';
import type { Figure } from '../../../shared/figure.ts';
import type { WallContext } from '../live/wall-context.ts';
import type { CellClass } from './map-classes.ts';
import { boundsOf, type OverlayRoom } from './map-frame.ts';
import { discReference, layerPlaces, pointState } from './map-marks.ts';
import { createMapScene, type MapScene, type SceneSettings } from './map-scene.ts';

export interface SceneInputs {
  readonly wall: WallContext;
  readonly widget: WidgetOf<'map'>;
  readonly canvas: Readonly<ShallowRef<HTMLElement | null>>;
  readonly geometry: Ref<MapGeometry | undefined>;
  readonly room: ComputedRef<OverlayRoom>;
  readonly remPx: ComputedRef<number>;
  readonly size: ComputedRef<{ readonly widthPx: number; readonly heightPx: number }>;
  readonly classes: ComputedRef<ReadonlyMap<string, CellClass>>;
  readonly layerFigures: readonly ComputedRef<readonly Figure[]>[];
  readonly onSelect: (place: string) => void;
  readonly enabled: boolean;
}

export function useMapScene(inputs: SceneInputs) {
  const scene = shallowRef<MapScene>();
  const moved = ref(0);

  const ready = computed(
    () =>
      inputs.enabled &&
      inputs.canvas.value !== null &&
      inputs.geometry.value !== undefined &&
      inputs.size.value.widthPx > 1,
  );
  watch(
    ready,
    (isReady) => {
      if (isReady) scene.value ??= createMapScene(settingsOf(inputs, () => (moved.value += 1)));
    },
    { immediate: true },
  );

  watch([scene, inputs.classes], ([made, classes]) => made?.setCells(classes));
  inputs.widget.layers.forEach((layer, index) => {
    watch([scene, inputs.layerFigures[index] as ComputedRef<readonly Figure[]>], ([made, figures]) => {
      if (made === undefined) return;
      const byPlace = new Map(figures.map((figure) => [figure.place.id, figure]));
      const reference = discReference(figures);
      const places = layerPlaces(inputs.wall.config.places, layer);
      made.setPoints(
        index,
        new Map(places.map(({ id }) => [id, pointState(layer.symbol, byPlace.get(id), reference)])),
      );
    });
  });
  watch([inputs.size, inputs.room], () => scene.value?.resize(paddingOf(inputs)));
  onBeforeUnmount(() => {
    scene.value?.remove();
    scene.value = undefined;
  });

  return {
    moved,
    zoom: computed(() => {
      void moved.value;
      return scene.value?.zoom();
    }),
    project: (lon: number, lat: number) => scene.value?.project(lon, lat),
  };
}

function settingsOf(inputs: SceneInputs, onMoved: () => void): SceneSettings {
  const { wall, widget } = inputs;
  const geometry = inputs.geometry.value as MapGeometry;
  const focus = (widget.focus ?? []).flatMap((id) => wall.index.places.get(id) ?? []);
  return {
    container: inputs.canvas.value as HTMLElement,
    geometry,
    layers: widget.layers,
    places: wall.config.places,
    shaded: widget.shade !== undefined,
    remPx: inputs.remPx.value,
    bounds: boundsOf(geometry, focus),
    padding: paddingOf(inputs),
    // A wall has no pointer; a page in the hand has fingers.
    interactive: document.documentElement.classList.contains('hand'),
    onMoved,
    onSelect: inputs.onSelect,
  };
}

function paddingOf({ room, remPx }: SceneInputs): SceneSettings['padding'] {
  const { top, right, bottom, left } = room.value.paddingRem;
  return {
    top: top * remPx.value,
    right: right * remPx.value,
    bottom: bottom * remPx.value,
    left: left * remPx.value,
  };
}
