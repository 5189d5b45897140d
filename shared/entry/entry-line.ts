/** A line of the log of entries: who entered what, when, from where, what stood there before, and what became of it. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Value } from '../observation.ts';
import type { Entry } from './entry.ts';
import type { EntryProblem } from './entry-problem.ts';
import type { CheckedEntry } from './validate-entry.ts';

interface EntryLineRow {
  readonly indicator: string;
  readonly place: string;
  readonly period?: string | undefined;
  readonly observedAtMs: number;
  /** What was known of the series before; absent: nothing. */
  readonly before?: { readonly value: Value; readonly period?: string | undefined } | undefined;
  readonly after: Value;
}

export interface EntryLine {
  readonly id: string;
  readonly source: string;
  readonly by: string;
  /** Address of the browser. */
  readonly from: string;
  readonly when: string;
  /** When a collector took it, on Redis's clock, ms. */
  readonly atMs: number;
  /** Of what was entered: the same id with another one is no repetition. */
  readonly digest: string;
  /** What was recorded; empty for an entry that was refused. */
  readonly rows: readonly EntryLineRow[];
  /** Why it was refused; empty for one that was recorded. */
  readonly problems: readonly EntryProblem[];
}

/** What the record decided of each row, in their order; written behind the line, which a crash may leave without. */
interface EntryOutcome {
  readonly recordedAtMs: number;
  readonly decisions: readonly string[];
}

export interface LoggedEntry extends EntryLine {
  readonly outcome?: EntryOutcome | undefined;
}

/** Fields of the hash of entries. */
export const outcomeField = (id: string) => `${id}/outcome`;
const OUTCOME_FIELD = /^(.+)\/outcome$/;

/** The lines of a hash as Redis gives it, newest first. */
export function parseEntries(fields: Readonly<Record<string, string>>): LoggedEntry[] {
  const lines = Object.entries(fields).filter(([field]) => !OUTCOME_FIELD.test(field));
  return lines
    .map(([id, text]) => parseEntry(text, fields[outcomeField(id)]))
    .toSorted((a, b) => b.atMs - a.atMs || (a.id < b.id ? -1 : 1));
}

export function parseEntry(lineText: string, outcomeText: string | null | undefined): LoggedEntry {
  const line = JSON.parse(lineText) as EntryLine;
  return typeof outcomeText === 'string'
    ? { ...line, outcome: JSON.parse(outcomeText) as EntryOutcome }
    : line;
}

/** The rows of an entry that was found right. */
export function lineRows({ fact, rows }: CheckedEntry): EntryLineRow[] {
  if (fact === undefined) return [];
  return rows.map(({ field, value, last }) => ({
    indicator: field.indicator.id,
    place: field.place.id,
    ...fact,
    ...(last === undefined
      ? {}
      : { before: { value: last.value, ...(last.period === undefined ? {} : { period: last.period }) } }),
    after: value,
  }));
}

/** Equal for two entries that ask for the same. */
export function entryDigest({ source, by, when, values, confirmed }: Entry): string {
  const rows = values.map(({ indicator, place, value }) => [indicator, place, value]);
  const text = JSON.stringify([source, by, when, rows, confirmed.toSorted()]);
  return bytesToHex(sha256(utf8ToBytes(text)));
}
