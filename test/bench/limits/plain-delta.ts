/** Limit of P5: what a bare prototype sends of a poll, `[{ id, v, t }]`. No cursor, no epoch, no provenance. */
import type { Observation } from '../../../shared/observation.ts';

export function deltaText(observations: readonly Observation[]): string {
  return JSON.stringify(
    observations.map(({ indicator, place, value, observedAtMs }) => ({
      id: `${indicator}|${place}`,
      v: value,
      t: observedAtMs,
    })),
  );
}
