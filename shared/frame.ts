/**
 * What travels from a display server to the screens. Short keys and grouped rows keep a changed value at a few
 * tens of bytes; `encode…` and `decode…` are the only places that know them.
 */
import {
  eventOfRow,
  eventRow,
  truthIdOfRow,
  type EventRow,
  type GoneRow,
  type PictureRow,
} from './change-entry.ts';
import type { DomainState, StateBatch } from './domain-state.ts';
import type { Method, Reading, Value } from './observation.ts';
import { failureOf, type PollOutcome } from './source-health.ts';

/** `[place, value, ageAtCollectionMs, period?, method?]`; `0` stands for no period. */
export type ValueRow = readonly [string, Value, number, (string | 0)?, Method?];

/** `[source, collectedAtMs, indicator, …value row]`: a reading of another source or time than its batch. */
export type WireTruth = readonly [string, number, string, ...ValueRow];

/**
 * One poll's changes. Absent `r` is a success; `i` groups rows by indicator. `t` is shown from now on, `x` stands
 * beside the shown, `g` does so no more.
 */
export interface WireBatch {
  readonly s: string;
  readonly c: number;
  readonly r?: PollOutcome;
  readonly i?: Readonly<Record<string, readonly ValueRow[]>>;
  readonly t?: readonly WireTruth[];
  readonly x?: readonly WireTruth[];
  readonly g?: readonly GoneRow[];
  readonly v?: readonly EventRow[];
  readonly p?: readonly PictureRow[];
}

/**
 * The changes of a domain after cursor `f` up to and including cursor `t`.
 * `n` is the server's time, ms. `k`: the server knows the state hash of `t`; a screen reports at such cursors.
 */
export interface WireFrame {
  readonly d: string;
  readonly e: string;
  readonly f: string;
  readonly t: string;
  readonly n: number;
  readonly k?: 1;
  readonly b: readonly WireBatch[];
}

/** The whole of a domain at cursor `t`. Readings are grouped in batches by source and time of collection. */
export interface WireSnapshot {
  readonly d: string;
  readonly e: string;
  readonly t: string;
  readonly n: number;
  readonly b: readonly WireBatch[];
}

export function encodeBatch(batch: StateBatch & { readonly collectedAtMs: number }): WireBatch {
  const grouped: Record<string, ValueRow[]> = {};
  const foreign: WireTruth[] = [];
  for (const reading of batch.readings) {
    const isOwn = reading.source === batch.source && reading.collectedAtMs === batch.collectedAtMs;
    if (isOwn) (grouped[reading.indicator] ??= []).push(valueRow(reading));
    else foreign.push(wireTruth(reading));
  }
  const { others = [], gone = [] } = batch;
  return {
    s: batch.source,
    c: batch.collectedAtMs,
    ...(failureOf(batch.outcome) === undefined ? {} : { r: batch.outcome }),
    ...(batch.readings.length === foreign.length ? {} : { i: grouped }),
    ...(foreign.length === 0 ? {} : { t: foreign }),
    ...(others.length === 0 ? {} : { x: others.map(wireTruth) }),
    ...(gone.length === 0
      ? {}
      : { g: gone.map(({ indicator, place, source }): GoneRow => [indicator, place, source]) }),
    ...(batch.events.length === 0 ? {} : { v: batch.events.map(eventRow) }),
    ...(batch.pictures.length === 0
      ? {}
      : { p: batch.pictures.map(({ place, atMs }): PictureRow => [place, atMs]) }),
  };
}

function valueRow(reading: Reading): ValueRow {
  const age = reading.collectedAtMs - reading.observedAtMs;
  if (reading.method !== 'api')
    return [reading.place, reading.value, age, reading.period ?? 0, reading.method];
  if (reading.period !== undefined) return [reading.place, reading.value, age, reading.period];
  return [reading.place, reading.value, age];
}

function wireTruth(reading: Reading): WireTruth {
  return [reading.source, reading.collectedAtMs, reading.indicator, ...valueRow(reading)];
}

function readingOf(
  source: string,
  collectedAtMs: number,
  indicator: string,
  [place, value, age, period, method]: ValueRow,
): Reading {
  return {
    indicator,
    place,
    value,
    observedAtMs: collectedAtMs - age,
    collectedAtMs,
    source,
    method: method ?? 'api',
    ...(period === undefined || period === 0 ? {} : { period }),
  };
}

const readingOfTruth = ([source, collectedAtMs, indicator, ...row]: WireTruth): Reading =>
  readingOf(source, collectedAtMs, indicator, row);

export function decodeBatch(domain: string, wire: WireBatch): StateBatch {
  const own = Object.entries(wire.i ?? {}).flatMap(([indicator, rows]) =>
    rows.map((row) => readingOf(wire.s, wire.c, indicator, row)),
  );
  return {
    source: wire.s,
    outcome: wire.r ?? 'ok',
    readings: wire.t === undefined ? own : [...own, ...wire.t.map(readingOfTruth)],
    ...(wire.x === undefined ? {} : { others: wire.x.map(readingOfTruth) }),
    ...(wire.g === undefined ? {} : { gone: wire.g.map(truthIdOfRow) }),
    events: (wire.v ?? []).map((row) => eventOfRow(row, domain, wire.s)),
    pictures: (wire.p ?? []).map(([place, atMs]) => ({ place, atMs })),
  };
}

/** A domain's state as batches, for a snapshot. Decoding and folding them gives the same state again. */
export function encodeState(state: DomainState): WireBatch[] {
  const groups = new Map<
    string,
    StateBatch & {
      collectedAtMs: number;
      readings: Reading[];
      others: Reading[];
      events: DomainState['events'];
    }
  >();
  const groupOf = (source: string, collectedAtMs: number) => {
    const key = `${source} ${collectedAtMs}`;
    let group = groups.get(key);
    if (group === undefined) {
      const outcome = state.failures.get(source) ?? 'ok';
      group = { source, collectedAtMs, outcome, readings: [], others: [], events: [], pictures: [] };
      groups.set(key, group);
    }
    return group;
  };
  for (const reading of state.readings.values())
    groupOf(reading.source, reading.collectedAtMs).readings.push(reading);
  for (const other of [...state.others.values()].flat())
    groupOf(other.source, other.collectedAtMs).others.push(other);
  for (const event of state.events) groupOf(event.source, 0).events.push(event);
  for (const source of state.failures.keys()) groupOf(source, 0);
  const batches = [...groups.values()].map(encodeBatch);
  const pictures = [...state.pictures].map(([place, atMs]): PictureRow => [place, atMs]);
  // Pictures belong to no source on the screen; they ride on a batch whose outcome is already told.
  return pictures.length === 0 ? batches : [...batches, { s: '', c: 0, p: pictures }];
}
