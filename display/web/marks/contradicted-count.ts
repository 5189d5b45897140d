/** How many series have sources that contradict each other. Pure. */
import type { SeriesContradiction } from '../../../shared/domain-contradictions.ts';

/** @param domain of this domain only; absent: of all. */
export function contradictedCount(
  contradictions: readonly SeriesContradiction[],
  domain: string | undefined,
): number {
  const here = contradictions.filter((one) => domain === undefined || one.domain === domain);
  return new Set(here.map(({ indicator, place }) => `${indicator.id}|${place.id}`)).size;
}
