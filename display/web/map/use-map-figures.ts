/** The figures that a map shows, as computed lists that change only when something is drawn anew. */
import { computed } from 'vue';
import type { WidgetOf } from '../../../shared/config/wall.ts';
import type { Figure } from '../../../shared/figure.ts';
import type { WallContext } from '../live/wall-context.ts';
import { steadyList } from '../marks/steady.ts';
import { compareInstantMs } from '../truth/delta.ts';
import { COUNTED_FROM, valueAt } from '../widgets/flow/flow-shape.ts';
import { widgetWords } from '../widgets/words.ts';
import { calloutsOf } from './callouts.ts';
import { cellClass, histogram, mapClasses, worstCell } from './map-classes.ts';

const DAY_MS = 86_400_000;

export function useMapFigures(wall: WallContext, widget: WidgetOf<'map'>) {
  const { index, locale } = wall;
  const shadeIndicator =
    widget.shade === undefined ? undefined : index.indicators.get(widget.shade)?.indicator;
  const shadeList = widget.shade === undefined ? undefined : wall.figures(widget.shade);
  const cells = steadyList(() => shadeList?.value ?? []);
  const scheme = computed(() =>
    shadeIndicator === undefined ? undefined : mapClasses(shadeIndicator, cells.value),
  );
  const classes = computed(() => {
    const known = scheme.value;
    return new Map(
      known === undefined
        ? []
        : cells.value.map((figure) => [figure.place.id, cellClass(figure, known)] as const),
    );
  });
  const bars = computed(() => (scheme.value === undefined ? [] : histogram(cells.value, scheme.value)));
  const worst = computed(() =>
    shadeIndicator === undefined ? undefined : worstCell(cells.value, shadeIndicator.better),
  );

  const layerFigures = widget.layers.map((layer) => {
    const list = layer.indicator === undefined ? undefined : wall.figures(layer.indicator);
    return steadyList(() => (list?.value ?? []).filter(({ place }) => place.kind === layer.kind));
  });
  return {
    cells,
    classes,
    bars,
    shadeIndicator,
    worst,
    layers: widget.layers,
    layerFigures,
    ...useCallouts(wall, widget, locale),
  };
}

function useCallouts(wall: WallContext, widget: WidgetOf<'map'>, locale: WallContext['locale']) {
  const { callouts: id } = widget;
  const calloutIndicator = id === undefined ? undefined : wall.index.indicators.get(id)?.indicator;
  const list = id === undefined ? undefined : wall.figures(id);
  const listed = steadyList(() => list?.value ?? []);
  const focus = widget.focus === undefined ? undefined : new Set(widget.focus);
  const chosen = computed(() => listed.value.filter(({ place }) => focus?.has(place.id) ?? true));
  const pasts = new Map(
    (list?.value ?? []).map((figure: Figure) => [
      figure.place.id,
      wall.past(figure.indicator.id, figure.place.id, { hours: 25 }),
    ]),
  );
  const sinceMs = computed(() => {
    const yesterday = compareInstantMs(wall.serverNowMs.value, COUNTED_FROM, wall.config.province.timeZone);
    return yesterday + DAY_MS <= wall.serverNowMs.value ? yesterday + DAY_MS : yesterday;
  });
  const callouts = computed(() => {
    const changes = new Map(
      chosen.value.flatMap((figure) => {
        const before = valueAt(
          pasts.get(figure.place.id)?.value.points ?? [],
          sinceMs.value,
          figure.indicator.staleAfterMs,
        );
        return before === undefined || typeof figure.value !== 'number'
          ? []
          : [[figure.place.id, figure.value - before] as const];
      }),
    );
    return calloutsOf(chosen.value, changes);
  });
  const since = computed(() => `${widgetWords[locale.value].map.since} ${COUNTED_FROM}`);
  return { callouts, since, calloutIndicator };
}
