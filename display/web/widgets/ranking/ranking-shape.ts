/** Best and worst places of an indicator, never only the best, and how many stand between or cannot be ranked. */
import type { Figure } from '../../../../shared/figure.ts';

export interface RankedFigure {
  readonly rank: number;
  readonly figure: Figure & { readonly value: number };
}

export interface RankingShape {
  readonly best: readonly RankedFigure[];
  readonly between: number;
  readonly worst: readonly RankedFigure[];
  /** Stale or without a value: not ranked, and said. */
  readonly unranked: number;
  /** `neutral` indicators have no better end: the words are then highest and lowest. */
  readonly ends: 'best-worst' | 'highest-lowest';
  /** What the line of dots spans: the least and the greatest ranked value; absent when there is no difference to show. */
  readonly span?: { readonly low: number; readonly high: number };
}

export function rankingShape(figures: readonly Figure[], best: number, worst: number): RankingShape {
  const ranked = figures
    .filter(isRankable)
    .sort(
      (a, b) =>
        (figures[0]?.indicator.better === 'down' ? a.value - b.value : b.value - a.value) ||
        a.place.name.vi.localeCompare(b.place.name.vi, 'vi'),
    );
  // Few places: the worst are shown before the best, since they are what somebody must act on.
  const worstCount = Math.min(worst, ranked.length);
  const bestCount = Math.min(best, ranked.length - worstCount);
  const row = (figure: Figure & { value: number }) => ({
    // Equal values share a rank.
    rank: ranked.findIndex((other) => other.value === figure.value) + 1,
    figure,
  });
  return {
    best: ranked.slice(0, bestCount).map(row),
    between: ranked.length - bestCount - worstCount,
    worst: ranked.slice(ranked.length - worstCount).map(row),
    unranked: figures.length - ranked.length,
    ...spanOf(ranked.map(({ value }) => value)),
    ends: figures[0]?.indicator.better === 'neutral' ? 'highest-lowest' : 'best-worst',
  };
}

function spanOf(values: readonly number[]): Pick<RankingShape, 'span'> {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return values.length > 1 && high > low ? { span: { low, high } } : {};
}

/** Share of the line at which a value's dot stands. */
export function dotAt(value: number, span: { readonly low: number; readonly high: number }): number {
  return (value - span.low) / (span.high - span.low);
}

/** Where the first limit inside of the span has its tick on every line; undefined when none lies there. */
export function tickAt(
  limits: readonly { readonly value: number }[],
  span: { readonly low: number; readonly high: number },
): number | undefined {
  const inside = limits.find(({ value }) => value > span.low && value < span.high);
  return inside === undefined ? undefined : dotAt(inside.value, span);
}

function isRankable(figure: Figure): figure is Figure & { readonly value: number } {
  return typeof figure.value === 'number' && (figure.freshness === 'fresh' || figure.freshness === 'late');
}

/** The rows that fit, shared as asked for; the worst keep theirs longer, and neither end vanishes before the other. */
export function shareRows(best: number, worst: number, slots: number): { best: number; worst: number } {
  if (slots >= best + worst) return { best, worst };
  const kept = Math.min(best, Math.floor((slots * best) / (best + worst)));
  return { best: kept, worst: Math.max(0, Math.min(worst, slots - kept)) };
}
