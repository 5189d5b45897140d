/** The grid in which every cell has its name beside it, where there is room for all names. */
import { useElementSize, type MaybeComputedElementRef } from '@vueuse/core';
import { computed, type ComputedRef } from 'vue';
import type { Indicator } from '../../../../shared/config/domain.ts';
import { useWall } from '../../live/wall-context.ts';
import { placeName } from '../../marks/figure-words.ts';
import { pageTextPx } from '../../marks/page-text.ts';
import { T_MIN_REM } from '../../marks/rows-that-fit.ts';
import { useTextWidth } from '../../marks/use-text-width.ts';
import { namedGrid, type MatrixShape, type NamedGrid } from './matrix-shape.ts';
import type { useCellWords } from './use-cell-words.ts';

const LEGEND_REM = 2.8;
/** Of a cell with its name: the column of the sign, the text, and what keeps a state off the name. */
const SIGN_REM = 2.4;
const NAME_REM = 1.9;
const GAP_REM = 0.8;

interface Named extends NamedGrid {
  /** There is room for the word of a state beside each name; else its sign tells alone. */
  readonly hasWords: boolean;
}

/** The grid keeps room for a state beside every name, so that no cell moves when one is in trouble. */
export function useNamedGrid({
  box,
  shape,
  states,
  words,
}: {
  readonly box: MaybeComputedElementRef;
  readonly shape: ComputedRef<MatrixShape>;
  readonly states: Indicator['states'];
  readonly words: ReturnType<typeof useCellWords>;
}): ComputedRef<Named | undefined> {
  const { locale } = useWall();
  const { width, height } = useElementSize(box);
  const textWidth = useTextWidth();
  const widestRem = (texts: readonly string[], rem: number, remPx: number) =>
    Math.max(0, ...texts.map((text) => textWidth(text, true, rem * remPx) / remPx));
  return computed(() => {
    const remPx = pageTextPx() / T_MIN_REM;
    const room = { widthRem: width.value / remPx, heightRem: height.value / remPx - LEGEND_REM };
    const figures = shape.value.cells.map(({ figure }) => figure);
    const stateWords = [
      ...figures.map(words.valueWord),
      ...(states ?? []).map(({ name }) => name[locale.value]),
      ...(['stale', 'never', 'none'] as const).map(words.wordOf),
    ];
    const names = figures.map(({ place }) => placeName(place, locale.value));
    const nameRem = SIGN_REM + widestRem(names, NAME_REM, remPx);
    const wordRem = GAP_REM + widestRem(stateWords, T_MIN_REM, remPx);
    const full = namedGrid(figures.length, room, nameRem + wordRem);
    if (full !== undefined) return { ...full, hasWords: true };
    const bare = namedGrid(figures.length, room, nameRem);
    return bare && { ...bare, hasWords: false };
  });
}
