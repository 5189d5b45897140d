/** The pasts of the scene that comes next are fetched while the one before it is still on show. */
import { useTimeoutFn } from '@vueuse/core';
import { watch, type Ref } from 'vue';
import type { Scene, Wall, Widget } from '../../../shared/config/wall.ts';
import { useWall, type PastSpan, type WallContext } from '../live/wall-context.ts';
import { spanFor, spanWithCompare, trendSpan } from '../marks/past.ts';

/** First the scene on show gets what it needs. */
const PREFETCH_AFTER_MS = 3_000;

interface NeededPast {
  readonly indicator: string;
  readonly place?: string | undefined;
  readonly span: PastSpan;
}

/** The pasts that a widget will surely ask for. A tile may besides ask for that of its gravest figure. */
function pastsOf(widget: Widget, { index }: Pick<WallContext, 'index'>): readonly NeededPast[] {
  const indicatorOf = (id: string) => index.indicators.get(id)?.indicator;
  const one = (
    id: string,
    place: string | undefined,
    spanOf: typeof spanFor,
    ...more: [number?, number?]
  ) => {
    const indicator = indicatorOf(id);
    return indicator === undefined ? [] : [{ indicator: id, place, span: spanOf(indicator, ...more) }];
  };
  switch (widget.kind) {
    case 'tile':
      return one(index.domains.get(widget.domain)?.headline ?? '', undefined, spanWithCompare);
    case 'figure':
      return widget.compare ? one(widget.indicator, widget.place, spanWithCompare) : [];
    case 'gauge':
      return one(widget.indicator, widget.place, spanWithCompare);
    case 'sparkline':
      return one(widget.indicator, widget.place, spanFor, widget.hours);
    case 'trend':
      return widget.series.flatMap(({ indicator, place }) =>
        one(indicator, place, (of) => trendSpan(widget, of)),
      );
    default:
      return [];
  }
}

/** @param sceneNumber of the scene on show, from 1. */
export function usePrefetch(wall: Wall, sceneNumber: Ref<number>): void {
  const context = useWall();
  const next = (): Scene | undefined => wall.scenes[sceneNumber.value % wall.scenes.length];
  const { start } = useTimeoutFn(
    () => {
      for (const widget of next()?.widgets ?? [])
        for (const { indicator, place, span } of pastsOf(widget, context))
          context.past(indicator, place, span);
    },
    PREFETCH_AFTER_MS,
    { immediate: true },
  );
  watch(sceneNumber, () => start());
}
