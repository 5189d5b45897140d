/** The title of a widget of one figure: the configured one, else the figure's name with its short form. */
import { computed, type ComputedRef, type Ref } from 'vue';
import type { Bilingual } from '../../../shared/config/common.ts';
import type { Figure } from '../../../shared/figure.ts';
import { useWall } from '../live/wall-context.ts';
import { figureName, shortFigureName } from './figure-words.ts';

export interface FigureTitle {
  readonly title: ComputedRef<string>;
  /** For where the title has no room; a configured title has none: whoever wrote it chose its length. */
  readonly shortTitle: ComputedRef<string | undefined>;
}

export function useFigureTitle(
  widget: { readonly title?: Bilingual | undefined },
  figure: Readonly<Ref<Figure>>,
): FigureTitle {
  const { index, locale } = useWall();
  return {
    title: computed(() => widget.title?.[locale.value] ?? figureName(figure.value, index, locale.value)),
    shortTitle: computed(() =>
      widget.title === undefined ? shortFigureName(figure.value, index, locale.value) : undefined,
    ),
  };
}
