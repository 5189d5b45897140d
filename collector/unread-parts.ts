/** What a connector could not read, beside what the mapping gave of the rest. Pure. */
import { withoutSecrets } from './without-secrets.ts';
import type { Refusal, RefusalReason } from './refusal.ts';
import type { Validated } from './validate.ts';

export const NOTHING: Validated = { observations: [], events: [], refusals: [], offered: 0 };

/** A mapping's own words may quote a document of any length; people read one line. */
const MAX_LINE_LETTERS = 300;

export function lineOf(words: string, secrets: readonly string[]): string {
  const told = withoutSecrets(words, secrets);
  return told.length > MAX_LINE_LETTERS ? `${told.slice(0, MAX_LINE_LETTERS)}…` : told;
}

export function masked(words: readonly string[] = [], secrets: readonly string[]): string[] {
  return words.map((one) => lineOf(one, secrets));
}

/** What could not be read or mapped of a document counts as offered and refused. */
export function withRefused(
  validated: Validated,
  refused: readonly string[],
  reason: RefusalReason = 'unreadable-part',
): Validated {
  if (refused.length === 0) return validated;
  const unread = refused.map((words): Refusal => ({ reason, words }));
  return {
    ...validated,
    refusals: [...unread, ...validated.refusals],
    offered: validated.offered + refused.length,
  };
}

/** What a mapping itself could not read, each in a line that names its place. */
export function refusedBy(output: unknown): readonly string[] {
  const refused = output !== null && typeof output === 'object' && 'refused' in output ? output.refused : [];
  return (Array.isArray(refused) ? (refused as unknown[]) : [refused]).filter(
    (words) => typeof words === 'string',
  );
}
