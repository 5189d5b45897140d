/**
 * Whether an entry may be recorded, and as what. The page, the display server and the collector ask this one function,
 * so that nobody is told "recorded" for what another would refuse. An entry is taken whole or not at all.
 */
import { MAX_FUTURE_MS, type Reading, type SeriesKey, type Value } from '../observation.ts';
import type { Entry } from './entry.ts';
import { nameProblem, type EntryProblem, type EntryProblemReason } from './entry-problem.ts';
import { isFarFromLast } from './far-value.ts';
import type { EntryForm, FormField } from './form.ts';
import { factTime, type FactTime } from './form-time.ts';
import { readTyped } from './number-text.ts';

/** One figure of an entry, as it would be recorded. */
interface EntryRow {
  readonly field: FormField;
  readonly value: Value;
  /** What is known of the series now; absent: nothing. */
  readonly last?: Reading | undefined;
}

export interface CheckedEntry {
  /** Present when the time of the entry is one. */
  readonly fact?: FactTime | undefined;
  /** The figures that are right in themselves; recorded only when there is no problem at all. */
  readonly rows: readonly EntryRow[];
  readonly problems: readonly EntryProblem[];
}

interface EntryAids {
  readonly lastOf: (key: SeriesKey) => Reading | undefined;
  readonly nowMs: number;
  readonly timeZone: string;
}

type Judged =
  | { readonly value: Value }
  | { readonly reason: EntryProblemReason; readonly numbers?: number[] };

export function checkEntry(
  form: EntryForm,
  entry: Pick<Entry, 'by' | 'when' | 'values' | 'confirmed'>,
  { lastOf, nowMs, timeZone }: EntryAids,
): CheckedEntry {
  const problems: EntryProblem[] = [];
  const wrong = (field: string, reason: EntryProblemReason, numbers: readonly number[] = []) =>
    problems.push({ field, reason, numbers });
  const name = nameProblem(entry.by);
  if (name !== undefined) wrong('by', name);
  const fact = factTime(form.settings, entry.when, timeZone);
  if (fact === undefined) wrong('when', 'bad-when');
  else if (fact.observedAtMs > nowMs + MAX_FUTURE_MS) wrong('when', 'future');
  if (entry.values.length === 0) wrong('values', 'nothing-entered');
  const fields = new Map(form.fields.map((field) => [field.key as string, field]));
  const seen = new Set<string>();
  const rows = entry.values.flatMap(({ indicator, place, value: typed }): EntryRow[] => {
    const key = `${indicator}|${place}`;
    const field = fields.get(key);
    if (field === undefined || seen.has(key)) {
      wrong(key, field === undefined ? 'unknown-field' : 'twice');
      return [];
    }
    seen.add(key);
    const last = lastOf(field.key);
    const judged = judge(field, typed, last?.value, entry.confirmed.includes(key));
    if ('value' in judged) return [{ field, value: judged.value, last }];
    wrong(key, judged.reason, judged.numbers);
    return [];
  });
  return { fact, rows, problems };
}

function judge(
  field: FormField,
  typed: string | null,
  last: Value | undefined,
  isConfirmed: boolean,
): Judged {
  const { states, unit, decimals } = field.indicator;
  if (typed === null) return { value: null };
  if (states !== undefined)
    return states.some(({ id }) => id === typed) ? { value: typed } : { reason: 'unknown-state' };
  const read = readTyped(typed, { unit: unit.vi, decimals });
  if (read.kind === 'ambiguous') return { reason: 'ambiguous-number', numbers: [...read.readings] };
  if (read.kind !== 'number') return { reason: read.kind };
  return judgeNumber(field, read.value, last, isConfirmed);
}

function judgeNumber(
  { indicator, min, max }: FormField,
  value: number,
  last: Value | undefined,
  isConfirmed: boolean,
): Judged {
  if (min !== undefined && value < min) return { reason: 'below-least', numbers: [min] };
  if (max !== undefined && value > max) return { reason: 'above-most', numbers: [max] };
  if (isConfirmed) return { value };
  if (typeof last === 'number' && isFarFromLast(value, last, indicator.decimals))
    return { reason: 'far-from-last', numbers: [last] };
  const { scale } = indicator;
  if (scale !== undefined && (value < scale.min || value > scale.max))
    return { reason: 'beyond-scale', numbers: [scale.min, scale.max] };
  return { value };
}
