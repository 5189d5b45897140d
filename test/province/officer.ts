/** The duty officers of the simulated offices: they fill in the wall's own forms, over its own API, as people do. */
import type { ServedValue, ToldMessage } from './service.ts';

interface OfficerEntry {
  /** Source of the form. */
  readonly source: string;
  readonly by: string;
  /** The period as the form has it. */
  readonly when: string;
  readonly seed: number;
  readonly figures: readonly (readonly [indicator: string, place: string, value: ServedValue | undefined])[];
}

/** What an officer sends, once per period: the same id when it is sent again, after a restart too. */
export function officerMessage({ source, by, when, seed, figures }: OfficerEntry): ToldMessage {
  const known = figures.filter(([, , value]) => value !== undefined);
  const values = known.map(([indicator, place, value]) => ({
    indicator,
    place,
    value: asTyped(value ?? null),
  }));
  const id = `truc-ban-${seed}-${source}-${when}`;
  // They know their gates: what is far from yesterday is meant.
  const confirmed = values.map(({ indicator, place }) => `${indicator}|${place}`);
  return { topic: '', id, json: { id, source, by, when, values, confirmed } };
}

function asTyped(value: ServedValue): string | null {
  return typeof value === 'number' ? String(value).replace('.', ',') : value;
}
