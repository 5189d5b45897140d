/** What may be wrong with an entry. Without a schema, for the page carries it. */

/** Letters of the name of who enters. */
export const MAX_NAME_LETTERS = 80;

/** Why an entry cannot be recorded as it is. */
export const ENTRY_PROBLEMS = [
  'no-name',
  'bad-name',
  'bad-when',
  'future',
  'nothing-entered',
  'unknown-field',
  'twice',
  'no-number',
  'ambiguous-number',
  'wrong-unit',
  'not-whole',
  'too-precise',
  'below-least',
  'above-most',
  'unknown-state',
  'far-from-last',
  'beyond-scale',
] as const;
export type EntryProblemReason = (typeof ENTRY_PROBLEMS)[number];

/** Reasons that a person may confirm: the value is unusual, not wrong. */
export const CONFIRMABLE: ReadonlySet<EntryProblemReason> = new Set(['far-from-last', 'beyond-scale']);

export interface EntryProblem {
  /** `by`, `when`, `values`, or a field as `indicator|place`. */
  readonly field: string;
  readonly reason: EntryProblemReason;
  /** Numbers that the words of it need: the bound, the last value, the two readings of a number. */
  readonly numbers: readonly number[];
}

/** Letters of a name; no control, direction or format signs, which could forge a line of a log. */
export function nameProblem(by: string): 'no-name' | 'bad-name' | undefined {
  const name = by.trim();
  if (name.length < 2) return 'no-name';
  return name.length > MAX_NAME_LETTERS || /[\p{C}\p{Zl}\p{Zp}]/u.test(by) ? 'bad-name' : undefined;
}
