/** The names on a map: which there are, what they must keep clear of, and where that leaves them. */
import { computed, type ComputedRef, type Ref } from 'vue';
import type { WidgetOf } from '../../../shared/config/wall.ts';
import type { Place } from '../../../shared/config/place.ts';
import type { Figure } from '../../../shared/figure.ts';
import type { WallContext } from '../live/wall-context.ts';
import { boxAround, type Box, type Point } from '../marks/boxes.ts';
import { placeName } from '../marks/figure-words.ts';
import { useTextWidth } from '../marks/use-text-width.ts';
import { formatQuantity } from '../truth/format.ts';
import { LABEL_REM, placeLabels, type MapLabel } from './map-labels.ts';
import { discReference, layerPlaces, pointState, type MapLayer } from './map-marks.ts';

export interface LabelInputs {
  readonly wall: WallContext;
  readonly widget: WidgetOf<'map'>;
  readonly layerFigures: readonly ComputedRef<readonly Figure[]>[];
  /** The commune where the shade is worst. */
  readonly worst: ComputedRef<Figure | undefined>;
  /** Ids of the places that the list beside the map names. */
  readonly listed: ComputedRef<readonly string[]>;
  readonly project: (lon: number, lat: number) => Point | undefined;
  /** Counts the moves of the map. */
  readonly moved: Readonly<Ref<number>>;
  readonly size: ComputedRef<{ readonly widthPx: number; readonly heightPx: number }>;
  readonly remPx: ComputedRef<number>;
  readonly written: ComputedRef<readonly Box[]>;
  readonly lines: ComputedRef<readonly (readonly Point[])[]>;
}

/** Half of a sign's side, rem. */
const SIGN_RADIUS_REM = { icon: 1.05, dot: 0.65 } as const;

interface MapPoint extends Point {
  readonly place: Place;
  readonly radius: number;
  readonly named: boolean;
}

export function useMapLabels(inputs: LabelInputs) {
  const widthOf = useTextWidth();
  const points = computed(() => {
    void inputs.moved.value;
    return inputs.widget.layers.flatMap((layer, index) => pointsOf(inputs, layer, index));
  });
  return computed(() => {
    const remPx = inputs.remPx.value;
    const locale = inputs.wall.locale.value;
    const textPx = LABEL_REM * remPx;
    const listed = new Set(inputs.listed.value);
    const label = (id: string, text: string, strong: boolean, at: Point, radius: number): MapLabel => ({
      id,
      text,
      strong,
      x: at.x,
      y: at.y,
      radius,
      width: widthOf(text, strong, textPx),
    });
    const names = points.value
      .filter(({ place, named }) => named && !listed.has(place.id))
      .map((point) => label(point.place.id, placeName(point.place, locale), false, point, point.radius));
    const { value: worst } = inputs.worst;
    const at = worst === undefined ? undefined : projected(inputs, worst.place);
    const worstText =
      worst === undefined
        ? ''
        : `${placeName(worst.place, locale)} ${formatQuantity(worst.indicator, worst.value, locale)}`;
    const strong =
      worst === undefined || at === undefined ? [] : [label(worst.place.id, worstText, true, at, 0)];
    return placeLabels([...strong, ...names], {
      ...inputs.size.value,
      textPx,
      written: inputs.written.value,
      signs: points.value
        .filter(({ radius }) => radius > 0)
        .map((point) => boxAround(point, 2 * point.radius, 2 * point.radius)),
      lines: inputs.lines.value,
    });
  });
}

function projected({ project }: LabelInputs, { lon, lat }: Place): Point | undefined {
  return lon === undefined || lat === undefined ? undefined : project(lon, lat);
}

function pointsOf(inputs: LabelInputs, layer: MapLayer, index: number): MapPoint[] {
  const figures = inputs.layerFigures[index]?.value ?? [];
  const byPlace = new Map(figures.map((figure) => [figure.place.id, figure]));
  const reference = discReference(figures);
  const radiusRem = (place: Place) => {
    if (layer.symbol === 'icon' || layer.symbol === 'dot') return SIGN_RADIUS_REM[layer.symbol];
    return pointState(layer.symbol, byPlace.get(place.id), reference).size / 1000;
  };
  return layerPlaces(inputs.wall.config.places, layer).flatMap((place): MapPoint[] => {
    const at = projected(inputs, place);
    const radius = radiusRem(place) * inputs.remPx.value;
    return at === undefined ? [] : [{ ...at, place, radius, named: layer.labels === true }];
  });
}
