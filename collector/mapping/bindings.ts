/** What a mapping may call besides JSONata's own functions. Pure. */
import type { Place } from '../../shared/config/place.ts';
import { UpstreamError } from '../../shared/errors.ts';
import { PERIOD_KINDS, periodOf, localMidnightMs, type PeriodKind } from '../../shared/period.ts';
import { PlaceLookup } from '../../shared/place-name.ts';
import { countEdocs, edocMoments, type AgencyBook } from '../edoc/edoc-counts.ts';
import { readEdocList } from '../edoc/edoc-list.ts';
import { computeIndex766 } from '../index-766/compute.ts';
import { dossiersAsOf, readDossier, type Dossier } from '../index-766/dossier.ts';

export interface BindingSetting {
  readonly provinceId: string;
  readonly timeZone: string;
  readonly places: readonly Place[];
}

/** A text that could not be understood is handed on behind this mark, so that the observation is refused by name. */
export const NOT_UNDERSTOOD = '?';

const MINUTE_MS = 60_000;

/** Forms of a local time; each gives year, month, day and, where it has them, hour, minute, second. */
const LOCAL_FORMS: readonly { readonly form: RegExp; readonly dayFirst?: true }[] = [
  { form: /^(\d{4})[-/](\d\d?)[-/](\d\d?)(?:[ T](\d\d?):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?$/ },
  { form: /^(\d\d?)[-/](\d\d?)[-/](\d{4})(?: (\d\d?):(\d\d)(?::(\d\d))?)?$/, dayFirst: true },
  { form: /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?$/ },
];
const ISO_WITH_ZONE = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;
/** Milliseconds since 1970 have 13 digits until the year 2286. */
const EPOCH_MS = /^\d{13}$/;

/** The instant an upstream means, ms; or the text behind a `?`. Nothing given, nothing returned. */
export function readTime(given: unknown, timeZone: string): number | string | undefined {
  if (given === undefined || given === null) return undefined;
  const text = textOf(given).trim();
  if (EPOCH_MS.test(text)) return Number(text);
  if (ISO_WITH_ZONE.test(text)) return numberOr(Date.parse(text), text);
  for (const { form, dayFirst } of LOCAL_FORMS) {
    const match = form.exec(text);
    if (match === null) continue;
    const [a = 0, month = 0, b = 0, hour = 0, minute = 0, second = 0] = match
      .slice(1)
      .map((part) => Number(part ?? 0));
    const [year, day] = dayFirst ? [b, a] : [a, b];
    const exists = new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day && month >= 1 && month <= 12;
    if (!exists || hour > 23 || minute > 59 || second > 59) return NOT_UNDERSTOOD + text;
    return midnightMs(year, month, day, timeZone) + (hour * 60 + minute) * MINUTE_MS + second * 1000;
  }
  return NOT_UNDERSTOOD + text;
}

/** Lists of thousands of times name few days, and the zone's rules are slow to ask. */
const midnights = new Map<string, number>();
/** A year of days; a list of more begins anew. */
const MAX_MIDNIGHTS = 366;

function midnightMs(year: number, month: number, day: number, timeZone: string): number {
  const key = `${timeZone} ${year}-${month}-${day}`;
  let known = midnights.get(key);
  if (known === undefined) {
    if (midnights.size >= MAX_MIDNIGHTS) midnights.clear();
    known = localMidnightMs(year, month - 1, day, timeZone);
    midnights.set(key, known);
  }
  return known;
}

/** Upstreams write codes and times as texts or as numbers; anything else has no text. */
function textOf(given: unknown): string {
  return typeof given === 'string' || typeof given === 'number' ? String(given) : '';
}

function numberOr(value: number, text: string): number | string {
  return Number.isNaN(value) ? NOT_UNDERSTOOD + text : value;
}

/** The bindings of one province. `$nowMs` is bound per evaluation. */
export function makeBindings({
  provinceId,
  timeZone,
  places,
}: BindingSetting): Readonly<Record<string, unknown>> {
  const lookup = new PlaceLookup(places);
  const timeOf = (given: unknown) => readTime(given, timeZone);
  const agencyBook = (kinds: unknown): AgencyBook => {
    const list = listOf(kinds).map(textOf);
    return {
      places: places.filter(({ kind }) => list.includes(kind)).map(({ id }) => id),
      find: (code) => lookup.find(list, code),
    };
  };
  // A mapping asks for the same record again for its unit, and for each hour of the past.
  const dossiersRead = new WeakMap<object, Dossier>();
  const dossierOf = (record: unknown): Dossier => {
    if (typeof record !== 'object' || record === null) return readDossier(record, timeOf);
    const dossier = dossiersRead.get(record) ?? readDossier(record, timeOf);
    dossiersRead.set(record, dossier);
    return dossier;
  };
  return {
    province: provinceId,
    place: (kinds: unknown, text: unknown) => {
      const name = textOf(text);
      return lookup.find(listOf(kinds).map(textOf), name) ?? NOT_UNDERSTOOD + name;
    },
    time: timeOf,
    period: (kind: unknown, atMs: unknown) => {
      const isKind = PERIOD_KINDS.includes(kind as PeriodKind);
      if (!isKind || typeof atMs !== 'number') return NOT_UNDERSTOOD + textOf(atMs);
      return periodOf(atMs, kind as PeriodKind, timeZone);
    },
    // $edocCounts($, "agency"): counts and statuses of a document list, in all and by agency. A cut list fails the poll.
    edocCounts: (answer: unknown, kinds: unknown) =>
      countEdocs(readEdocList(answer, timeOf), agencyBook(kinds)),
    // $edocMoments($, "agency"): how many documents had come by each hour, from a list of the past.
    edocMoments: (answer: unknown, kinds: unknown) =>
      edocMoments(readEdocList(answer, timeOf), agencyBook(kinds), (atMs) => periodOf(atMs, 'day', timeZone)),
    // $index766(dossiers, atMs, days, complainedPercent): index 766 of the dossiers taken in within `days` before.
    index766: (records: unknown, atMs: unknown, days: unknown, complainedPercent: unknown) => {
      if (typeof atMs !== 'number' || typeof days !== 'number') throw noTime('index766', atMs);
      const dossiers = listOf(records).map(dossierOf);
      const complained = typeof complainedPercent === 'number' ? complainedPercent : undefined;
      return computeIndex766(dossiersAsOf(dossiers, atMs, days), atMs, complained);
    },
  };
}

function noTime(name: string, given: unknown): UpstreamError {
  return new UpstreamError({ reason: 'malformed', message: `$${name} was given no time: ${textOf(given)}` });
}

/** JSONata hands on a list of one as the one, and an empty list as nothing. */
function listOf(given: unknown): readonly unknown[] {
  if (given === undefined || given === null) return [];
  return Array.isArray(given) ? given : [given];
}
