/**
 * The text of one field of the `latest` and `others` hashes: `orderMs identity value @source collectedAtMs row`, parted
 * by single spaces. The record script compares the first fields as text and never parses JSON: Lua's cjson would round
 * 18063800000000.57. Behind the source stand marks of the script: `+b+c` names the sources whose words stand beside this
 * one in `others`, `~` says that the fact was told as the past.
 */
import { canonicalValue, type Method, type Observation, type Reading, type Value } from './observation.ts';
import { periodBounds } from './period.ts';

/**
 * Row of an observation in the change stream and in `latest`:
 * `[indicator, place, value, observedAtMs, period?, method?]`; `0` stands for no period, absent method is `api`.
 */
export type ObservationRow =
  | readonly [string, string, Value, number]
  | readonly [string, string, Value, number, string | 0]
  | readonly [string, string, Value, number, string | 0, Method];

export function observationRow(observation: Observation): ObservationRow {
  const { indicator, place, value, observedAtMs, period, method } = observation;
  if (method !== undefined && method !== 'api')
    return [indicator, place, value, observedAtMs, period ?? 0, method];
  if (period !== undefined) return [indicator, place, value, observedAtMs, period];
  return [indicator, place, value, observedAtMs];
}

export function readingOfRow(row: ObservationRow, source: string, collectedAtMs: number): Reading {
  const [indicator, place, value, observedAtMs, period, method] = row;
  return {
    indicator,
    place,
    value,
    observedAtMs,
    collectedAtMs,
    source,
    method: method ?? 'api',
    ...(period === undefined || period === 0 ? {} : { period }),
  };
}

/** What orders the observations of a series: a period's start, or the time of the fact. Ms since 1970 UTC. */
export function orderMs(observation: Pick<Observation, 'period' | 'observedAtMs'>, timeZone: string): number {
  return observation.period === undefined
    ? observation.observedAtMs
    : periodBounds(observation.period, timeZone).startMs;
}

/** A store of an earlier version has no `@`. */
const SOURCE_TOKEN = /^@?([^+~]*)/;

export function parseLatestEntry(text: string): Reading {
  const parts = text.split(' ', 5);
  const row = text.slice(parts.join(' ').length + 1);
  const source = SOURCE_TOKEN.exec(parts[3] ?? '')?.[1] ?? '';
  return readingOfRow(JSON.parse(row) as ObservationRow, source, Number(parts[4]));
}

/** The value as the record script compares it: canonical, and free of spaces. */
export function valueToken(value: Value): string {
  return canonicalValue(value);
}

/** A point of a series' history. */
export interface HistoryPoint {
  readonly value: Value;
  readonly period?: string | undefined;
  readonly observedAtMs: number;
  readonly collectedAtMs: number;
  readonly source: string;
}

/**
 * Member of the history set: `collectedAtMs observedAtMs source value period?`. A correction is a second
 * member of the same score; the later `collectedAtMs` is what is known now.
 */
export function parseHistoryMember(member: string): HistoryPoint {
  const [collected, observed, source, value, period] = member.split(' ') as [
    string,
    string,
    string,
    string,
    string?,
  ];
  return {
    value: JSON.parse(value) as Value,
    observedAtMs: Number(observed),
    collectedAtMs: Number(collected),
    source,
    ...(period === undefined || period === '' ? {} : { period }),
  };
}
