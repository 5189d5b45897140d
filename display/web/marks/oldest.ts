/** Whose age a picture of several figures bears. Pure. */
import type { Figure } from '../../../shared/figure.ts';

/** The figure whose truth stands for the picture: the gravest by freshness, then the oldest. */
export function oldestOf(figures: readonly Figure[]): Figure {
  const rank = (figure: Figure) => ['fresh', 'late', 'stale', 'never'].indexOf(figure.freshness);
  return figures.reduce((oldest, figure) =>
    rank(figure) > rank(oldest) ||
    (rank(figure) === rank(oldest) && (figure.originMs ?? 0) < (oldest.originMs ?? 0))
      ? figure
      : oldest,
  );
}
