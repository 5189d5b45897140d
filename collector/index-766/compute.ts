/**
 * Index 766 from dossiers, as far as dossiers and the sources go. Pure. Each sub-index and group carries a statement
 * of what is defined; a group whose points the sources do not define has none, and is not added up from its parts.
 */
import type { Dossier } from './dossier.ts';
import {
  GROUPS,
  isInTime,
  SUB_INDICES,
  type GroupId,
  type MissingInput,
  type SubIndexId,
  type SubIndexRule,
} from './sub-indices.ts';

const DAY_MS = 86_400_000;
/** So many texts that are no date are shown; the rest is counted. */
const MAX_UNREADABLE_SHOWN = 5;

/** `defined`: all of it follows from the dossiers. `partly`: some part does. `undefined`: nothing does. */
export type Statement = 'defined' | 'partly' | 'undefined';

/** Why there is no percentage. */
export type NoPercent = 'no-dossier' | 'not-in-dossiers' | 'only-a-part';

export interface SubIndex {
  readonly id: SubIndexId;
  readonly group: GroupId;
  readonly statement: Statement;
  /** What would have to be known besides; the words are in `MISSING`. */
  readonly missing: readonly MissingInput[];
  /** 0 to 100 with two decimals. */
  readonly percent: number | null;
  readonly reason?: NoPercent;
  /** Dossiers in the numerator and the denominator, and those that could not be judged. */
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly unjudged: number;
  /** Part of its own points, whatever they are: 0 to 100. Only where the sources say from where on it gives all. */
  readonly percentOfPoints: number | null;
  readonly maxPoints: number | null;
  /** Null unless percentage, most points and the rule between them are all known. */
  readonly points: number | null;
}

export interface Group {
  readonly id: GroupId;
  readonly maxPoints: number;
  readonly statement: Statement;
  readonly missing: readonly MissingInput[];
  readonly points: number | null;
}

export interface Index766 {
  /** Dossiers taken in; those without a readable day of intake are not among them. */
  readonly dossiers: number;
  readonly withoutIntake: number;
  /** Dates that could not be read, the first few different ones, for the report. */
  readonly unreadable: readonly string[];
  readonly subIndices: readonly SubIndex[];
  readonly groups: readonly Group[];
  /** Share of dossiers that are late, in percent: the computable part of 5.4. */
  readonly latePercent: number | null;
  /** The computable part of 2.2: mean time from intake to end by procedure, in days of 24 h, by the procedure's name. */
  readonly meanDays: readonly {
    readonly procedure: string;
    readonly days: number;
    readonly dossiers: number;
  }[];
}

/**
 * @param atMs end of the reporting period, or now while it runs.
 * @param complainedPercent share of dossiers complained of or disliked, 0 to 100, where another system tells it.
 */
export function computeIndex766(
  dossiers: readonly Dossier[],
  atMs: number,
  complainedPercent?: number,
): Index766 {
  const taken = dossiers.filter(({ receivedAtMs }) => receivedAtMs !== undefined);
  const inTime = tally(taken, (dossier) => isInTime(dossier, atMs));
  const latePercent = share(inTime.judged - inTime.counted, inTime.judged);
  const subIndices = SUB_INDICES.map((rule: SubIndexRule) => {
    if (rule.id !== '5.4' || complainedPercent === undefined) return subIndex(rule, taken, atMs);
    const satisfied = latePercent === null ? null : round(100 - latePercent - complainedPercent);
    const missing = rule.missing.filter((input) => input !== 'complaints');
    return { ...withPercent(subIndex(rule, taken, atMs), { ...rule, missing }, satisfied) };
  });
  return {
    dossiers: taken.length,
    withoutIntake: dossiers.length - taken.length,
    unreadable: unreadableOf(dossiers),
    subIndices,
    groups: GROUPS.map(({ id, maxPoints }) =>
      groupOf(
        id,
        maxPoints,
        subIndices.filter(({ group }) => group === id),
      ),
    ),
    latePercent,
    meanDays: meanDaysOf(taken),
  };
}

function subIndex(rule: SubIndexRule, dossiers: readonly Dossier[], atMs: number): SubIndex {
  const { id, group, missing, counts, withoutDenominator } = rule;
  const base = {
    id: id as SubIndexId,
    group,
    missing,
    percentOfPoints: null,
    maxPoints: rule.maxPoints ?? null,
    points: null,
  };
  if (counts === undefined) {
    const nothing = { percent: null, numerator: null, denominator: null, unjudged: 0 };
    return rule.hasOtherPart
      ? { ...base, ...nothing, statement: 'partly', reason: 'only-a-part' }
      : { ...base, ...nothing, statement: 'undefined', reason: 'not-in-dossiers' };
  }
  const { counted, judged } = tally(dossiers, (dossier) => counts(dossier, atMs));
  const told = {
    ...base,
    statement: 'partly' as const,
    numerator: counted,
    unjudged: dossiers.length - judged,
  };
  if (withoutDenominator) return { ...told, percent: null, reason: 'only-a-part', denominator: null };
  return withPercent({ ...told, denominator: judged, percent: null }, rule, share(counted, judged));
}

function withPercent(
  told: SubIndex,
  { missing, fullAtPercent, maxPoints }: SubIndexRule,
  percent: number | null,
): SubIndex {
  const { reason: _, ...rest } = told;
  const statement = missing.length === 0 ? 'defined' : 'partly';
  if (percent === null) return { ...rest, missing, statement, percent, reason: 'no-dossier' };
  const part = fullAtPercent === undefined ? null : Math.min(1, Math.max(0, percent / fullAtPercent));
  return {
    ...rest,
    missing,
    statement,
    percent,
    percentOfPoints: part === null ? null : round(100 * part),
    points: part === null || maxPoints === undefined ? null : round(maxPoints * part),
  };
}

function groupOf(id: GroupId, maxPoints: number, members: readonly SubIndex[]): Group {
  const missing = [...new Set(members.flatMap((member) => member.missing))];
  const isDefined = members.every(({ statement }) => statement === 'defined');
  const isNothing = members.every(({ statement }) => statement === 'undefined');
  const points = members.map((member) => member.points);
  const sum = points.reduce<number>((total, one) => total + (one ?? 0), 0);
  return {
    id,
    maxPoints,
    statement: isDefined ? 'defined' : isNothing ? 'undefined' : 'partly',
    missing,
    points: isDefined && !points.includes(null) ? Math.min(maxPoints, round(sum)) : null,
  };
}

function tally(dossiers: readonly Dossier[], judge: (dossier: Dossier) => boolean | undefined) {
  const verdicts = dossiers.map(judge).filter((verdict) => verdict !== undefined);
  return { judged: verdicts.length, counted: verdicts.filter(Boolean).length };
}

function unreadableOf(dossiers: readonly Dossier[]): string[] {
  const texts = dossiers.flatMap(({ unreadable }) => unreadable.map(({ field, text }) => `${field} ${text}`));
  return [...new Set(texts)].toSorted().slice(0, MAX_UNREADABLE_SHOWN);
}

/** Sorted, so that the order of the dossiers changes nothing; whole milliseconds add up exactly. */
function meanDaysOf(dossiers: readonly Dossier[]): Index766['meanDays'] {
  const spans = new Map<string, { totalMs: number; dossiers: number }>();
  for (const { procedure, receivedAtMs, endedAtMs } of dossiers) {
    if (procedure === undefined || receivedAtMs === undefined || endedAtMs === undefined) continue;
    const before = spans.get(procedure) ?? { totalMs: 0, dossiers: 0 };
    spans.set(procedure, {
      totalMs: before.totalMs + endedAtMs - receivedAtMs,
      dossiers: before.dossiers + 1,
    });
  }
  return [...spans]
    .map(([procedure, { totalMs, dossiers: count }]) => ({
      procedure,
      days: round(totalMs / count / DAY_MS),
      dossiers: count,
    }))
    .toSorted((one, other) => (one.procedure < other.procedure ? -1 : 1));
}

/** In percent; null when there is nothing to share out, which is not zero. */
function share(part: number, whole: number): number | null {
  return whole === 0 ? null : round((100 * part) / whole);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
