/** A number of a feature's state, as an expression of the style. */
import type { ExpressionSpecification } from 'maplibre-gl';

export const stateOf = (name: string, fallback: number): ExpressionSpecification => [
  'coalesce',
  ['feature-state', name],
  fallback,
];
