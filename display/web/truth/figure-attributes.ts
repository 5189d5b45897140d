/**
 * What the root element of every shown figure carries, so that a test, or a person with an inspector, reads
 * from the page what is shown and how sure it is. Bind it with `v-bind`.
 */
import type { Figure } from '../../../shared/figure.ts';
import { canonicalValue } from '../../../shared/observation.ts';

export function figureAttributes(figure: Figure): Readonly<Record<string, string | number | undefined>> {
  return {
    'data-indicator': figure.indicator.id,
    'data-place': figure.place.id,
    'data-value': canonicalValue(figure.value),
    'data-observed-at': figure.observedAtMs,
    'data-freshness': figure.freshness,
    'data-failure': figure.failure,
    'data-contradictions': figure.contradictions.length || undefined,
  };
}
