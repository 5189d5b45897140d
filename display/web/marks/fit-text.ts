/** How wide a figure is, so that long ones are written smaller and none is cut. Pure. */
import type { Figure } from '../../../shared/figure.ts';
import type { Locale } from '../live/wall-context.ts';
import { formatValue, unitOf } from '../truth/format.ts';

/** Widths of tabular digits, separators and the unit's letters in em of the figure, as Inter and Be Vietnam Pro run. */
const DIGIT_EM = 0.61;
const SEPARATOR_EM = 0.26;
/** The unit is written at 0.31 of the figure; its letters are half as wide as high, and never smaller than the page's. */
const UNIT_LETTER_EM = 0.19;

/** Width in em of the figure's own size. */
export function widthInEm(
  figure: Pick<Figure, 'indicator' | 'value'>,
  locale: Locale,
  unit: 'with' | 'without',
): number {
  const text = formatValue(figure.indicator, figure.value, locale);
  const digits = Array.from(text).reduce(
    (sum, letter) => sum + (/[.,]/.test(letter) ? SEPARATOR_EM : DIGIT_EM),
    0,
  );
  const letters = unit === 'with' ? unitOf(figure.indicator, figure.value, locale).length + 1 : 0;
  return Math.max(1, digits + letters * UNIT_LETTER_EM);
}
