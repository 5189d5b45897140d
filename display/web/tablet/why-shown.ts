/** Why the record shows this source of several, as far as their last words tell. Pure. */
import type { Indicator } from '../../../shared/config/domain.ts';
import type { Reading } from '../../../shared/observation.ts';

export type WhyShown = 'most-trusted' | 'newer-period' | 'more-trusted-stale' | 'newest' | 'first';

export function whyShown(
  { precedence }: Pick<Indicator, 'precedence'>,
  shown: Pick<Reading, 'source' | 'period'>,
  others: readonly Pick<Reading, 'source' | 'period'>[],
): WhyShown {
  const samePeriod = others.filter(({ period }) => period === shown.period);
  if (shown.period !== undefined && samePeriod.length === 0) return 'newer-period';
  if (precedence === undefined) return shown.period === undefined ? 'newest' : 'first';
  const rank = ({ source }: Pick<Reading, 'source'>) => {
    const at = precedence.indexOf(source);
    return at < 0 ? precedence.length : at;
  };
  return samePeriod.some((other) => rank(other) < rank(shown)) ? 'more-trusted-stale' : 'most-trusted';
}
