/** What a form owes now: the newest period whose figures can be known, how much of it is there, and until when. */
import type { Reading, SeriesKey } from '../observation.ts';
import { orderMs } from '../latest-entry.ts';
import type { EntryForm } from './form.ts';
import { dueMs, factTime, knownTimes } from './form-time.ts';

/** `entered`: all of it is there. `awaited`: not yet due. `overdue`: due and not there. */
export type FormState = 'entered' | 'awaited' | 'overdue';

export interface FormStanding {
  /** The period, or the day of figures of a moment. */
  readonly when: string;
  readonly dueMs: number;
  readonly state: FormState;
  /** Fields whose figure of it, or a later one, is there: whoever gave it. */
  readonly covered: number;
  readonly expected: number;
}

/** Undefined for a form that is entered when there is something to enter. */
export function formStanding(
  form: EntryForm,
  readingOf: (key: SeriesKey) => Reading | undefined,
  nowMs: number,
  timeZone: string,
): FormStanding | undefined {
  const [when] = knownTimes(form.settings, nowMs, timeZone, 1);
  const fact = when === undefined ? undefined : factTime(form.settings, when, timeZone);
  const byMs = when === undefined ? undefined : dueMs(form.settings, when, timeZone);
  if (when === undefined || fact === undefined || byMs === undefined) return undefined;
  const wantedMs = orderMs(fact, timeZone);
  const covered = form.fields.filter(({ key }) => {
    const reading = readingOf(key);
    return reading !== undefined && orderMs(reading, timeZone) >= wantedMs;
  }).length;
  const expected = form.fields.length;
  const state = covered === expected ? 'entered' : nowMs >= byMs ? 'overdue' : 'awaited';
  return { when, dueMs: byMs, state, covered, expected };
}

/** When figures of this form were last entered, on the store's clock; undefined: never, or nothing of it is left. */
export function lastEnteredMs(
  form: EntryForm,
  readingOf: (key: SeriesKey) => Reading | undefined,
): number | undefined {
  const own = form.fields.flatMap(({ key }) => {
    const reading = readingOf(key);
    return reading?.source === form.source ? [reading.collectedAtMs] : [];
  });
  return own.length === 0 ? undefined : Math.max(...own);
}
