/** What a figure widget says besides its value. */
import type { Figure } from '../../../../shared/figure.ts';
import type { HistoryPoint } from '../../../../shared/latest-entry.ts';
import type { Locale } from '../../live/wall-context.ts';
import { measureParts } from '../../marks/figure-words.ts';
import { deltaOf, deltaText, type DeltaClock } from '../../truth/delta.ts';

/** One line: the change when it is asked for and known, else what the figure is measured against. */
export function besideFigure(
  figure: Figure,
  points: readonly HistoryPoint[],
  clock: DeltaClock,
  locale: Locale,
  compare: boolean,
): { readonly kind: 'change' | 'measure' | 'none'; readonly text: string } {
  const measure = measureParts(figure, locale)
    .map((part) => part.text)
    .join('');
  if (figure.limit.level !== 'normal') return { kind: 'measure', text: measure };
  const delta = compare ? deltaOf(figure, points, clock) : undefined;
  // Its badge says how old it is, and there is no room for more beside it.
  if (delta?.reason === 'stale') return { kind: 'none', text: '' };
  if (delta?.reason === 'known')
    return { kind: 'change', text: deltaText(delta, figure.indicator.decimals, clock.compareAt, locale) };
  return measure === '' ? { kind: 'none', text: '' } : { kind: 'measure', text: measure };
}
