/** Whose age and method a picture of several figures bears. Pure. */
import type { Figure } from '../../../shared/figure.ts';

/** From the surest to the least sure. */
const METHODS = ['api', 'manual', 'estimate'] as const;

/**
 * The figure whose truth stands for the picture: the gravest by freshness, then the oldest. Its method is the least sure
 * of all: one figure by hand among many is not passed off as a machine's.
 */
export function oldestOf(figures: readonly Figure[]): Figure {
  const rank = (figure: Figure) => ['fresh', 'late', 'stale', 'never'].indexOf(figure.freshness);
  const method = METHODS.findLast((known) => figures.some((figure) => figure.method === known));
  const found = figures.reduce((oldest, figure) =>
    rank(figure) > rank(oldest) ||
    (rank(figure) === rank(oldest) && (figure.originMs ?? 0) < (oldest.originMs ?? 0))
      ? figure
      : oldest,
  );
  return found.method === method ? found : { ...found, method };
}
