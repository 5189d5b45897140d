/** Places of an indicator in the order a leader reads them: what is worst first; without a number last. Pure. */
import type { Indicator } from '../../../shared/config/domain.ts';
import type { Figure } from '../../../shared/figure.ts';

export type PlaceOrder = 'worstFirst' | 'highestFirst';

/** `neutral` indicators have no worst: the highest comes first. */
export function orderOf(indicator: Pick<Indicator, 'better'>): PlaceOrder {
  return indicator.better === 'neutral' ? 'highestFirst' : 'worstFirst';
}

export function orderedPlaces(
  indicator: Pick<Indicator, 'better' | 'states'>,
  figures: readonly Figure[],
): Figure[] {
  const LEVELS = ['critical', 'warning', 'normal'];
  const level = (figure: Figure) => LEVELS.indexOf(figure.limit.level);
  const rank = ({ value }: Figure): number => {
    if (typeof value !== 'number') return Infinity;
    return indicator.better === 'up' ? value : -value;
  };
  const byRank = (a: Figure, b: Figure) => {
    const [one, other] = [rank(a), rank(b)];
    return one === other ? 0 : one - other;
  };
  return [...figures].sort((a, b) => level(a) - level(b) || byRank(a, b));
}
