/**
 * Region 2: whether what a rule judges is known at all. Anything but good freezes the condition: nothing begins, nothing
 * ends. Derived from the figure's freshness and its source, as the screens derive the grey.
 */
import type { Freshness } from '../freshness.ts';

export const QUALITIES = ['good', 'stale', 'no-data', 'error'] as const;
/** `no-data`: never seen, or said to be none. `error`: the source's last poll failed, or the evaluation itself. */
export type Quality = (typeof QUALITIES)[number];

/** What of a figure decides its quality. */
export interface QualityFacts {
  readonly freshness: Freshness;
  readonly isNull: boolean;
  /** Why the source's last poll failed; undefined when it did not. */
  readonly failure: string | undefined;
}

/** The gravest reason wins; late is good, since the office still has time. */
export function qualityOf({ freshness, isNull, failure }: QualityFacts): Quality {
  if (failure !== undefined) return 'error';
  if (freshness === 'never' || isNull) return 'no-data';
  return freshness === 'stale' ? 'stale' : 'good';
}
