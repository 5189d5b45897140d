/** What of a batch is said to be refused, in the source's health. Pure. */
import { seriesKey } from '../shared/observation.ts';
import type { Decision, RecordBatch } from './record-batch.ts';

/** Why a decision counts as a refusal of what the source told; of others nothing is said. As in the script. */
const REFUSED: Partial<Record<Decision, string>> = {
  future: 'its time lies ahead of ours',
  crowded: 'more late facts than can be told apart',
};

/** @param decisions on the first observations of the batch. */
export function refusedOf(batch: RecordBatch, decisions: readonly Decision[]): string[] {
  return decisions.flatMap((decision, at) => {
    const observation = batch.observations[at];
    const why = REFUSED[decision];
    if (why === undefined || observation === undefined) return [];
    return [`${seriesKey(observation.indicator, observation.place)}: ${why}`];
  });
}
