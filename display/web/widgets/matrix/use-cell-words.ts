/** What a cell of the matrix says in words. */
import type { Figure } from '../../../../shared/figure.ts';
import { messages } from '../../i18n/messages.ts';
import { useWall } from '../../live/wall-context.ts';
import { formatQuantity } from '../../truth/format.ts';
import { widgetWords } from '../words.ts';
import type { CellState, MatrixCell } from './matrix-shape.ts';

export function useCellWords() {
  const { locale } = useWall();
  const wordOf = (state: CellState): string => {
    const words = widgetWords[locale.value].matrix;
    if (state === 'normal' || state === 'none') return words[state];
    return messages[locale.value].glyph[state];
  };
  const valueWord = ({ indicator, value }: Figure): string =>
    value === null ? '' : formatQuantity(indicator, value, locale.value);
  const cellWord = ({ figure, state }: MatrixCell): string => {
    const isWithout = figure.value === null || state === 'stale' || state === 'never';
    return isWithout ? wordOf(state) : valueWord(figure);
  };
  return { wordOf, valueWord, cellWord };
}
