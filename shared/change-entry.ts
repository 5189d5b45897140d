/**
 * One entry of a domain's change stream: what one poll changed. Written by the record script alone.
 * Redis's stream id is the cursor; the fields are
 * `e` epoch, `s` source, `c` collectedAtMs, `r` outcome, `o` observation rows, `v` event rows, `p` picture rows; where
 * several sources give one series `t` truths that are shown from now on though they were told before, `x` truths that
 * stand beside the shown one, `g` those that are gone. Rows are comma-joined JSON arrays without the outer brackets
 * (the script joins, it never parses).
 */
import { readingOfRow, type ObservationRow } from './latest-entry.ts';
import type { PictureNote, Reading, TruthId, WallEvent } from './observation.ts';
import type { PollOutcome } from './source-health.ts';

/** `[id, kind, place | 0, atMs, text, state?]` */
export type EventRow = readonly [string, string, string | 0, number, string, string?];
/** `[place, atMs]` */
export type PictureRow = readonly [string, number];
/** `[source, collectedAtMs, observation row]`: what may come from another source and time than its entry. */
type TruthRow = readonly [string, number, ObservationRow];
/** `[indicator, place, source]` */
export type GoneRow = readonly [string, string, string];

/** What one poll changed, as everybody downstream sees it. */
export interface ChangeBatch {
  readonly id: string;
  readonly epoch: string;
  readonly source: string;
  readonly collectedAtMs: number;
  readonly outcome: PollOutcome;
  /** What is shown from now on. */
  readonly readings: readonly Reading[];
  /** What is kept beside the shown from now on, of other sources. */
  readonly others: readonly Reading[];
  readonly gone: readonly TruthId[];
  readonly events: readonly WallEvent[];
  readonly pictures: readonly PictureNote[];
}

export function eventRow(event: WallEvent): EventRow {
  const { id, kind, place, atMs, text, state } = event;
  return state === undefined ? [id, kind, place ?? 0, atMs, text] : [id, kind, place ?? 0, atMs, text, state];
}

export function eventOfRow(row: EventRow, domain: string, source: string): WallEvent {
  const [id, kind, place, atMs, text, state] = row;
  return {
    id,
    domain,
    kind,
    atMs,
    text,
    source,
    ...(place === 0 ? {} : { place }),
    ...(state === undefined ? {} : { state }),
  };
}

/** The text of one field of the `events` hash, `source row` parted by a space, as the record script writes it. */
export function parseEventEntry(domain: string, text: string): WallEvent {
  const space = text.indexOf(' ');
  return eventOfRow(JSON.parse(text.slice(space + 1)) as EventRow, domain, text.slice(0, space));
}

/** Decodes a stream entry as ioredis gives it: id and a flat list of fields. */
export function parseChangeEntry(domain: string, id: string, fields: readonly string[]): ChangeBatch {
  const of = new Map<string, string>();
  for (let at = 0; at + 1 < fields.length; at += 2) of.set(fields[at] as string, fields[at + 1] as string);
  const rows = <Row>(name: string) => JSON.parse(`[${of.get(name) ?? ''}]`) as Row[];
  const source = of.get('s') ?? '';
  const collectedAtMs = Number(of.get('c'));
  return {
    id,
    epoch: of.get('e') ?? '',
    source,
    collectedAtMs,
    outcome: (of.get('r') ?? 'ok') as PollOutcome,
    readings: [
      ...rows<ObservationRow>('o').map((row) => readingOfRow(row, source, collectedAtMs)),
      ...rows<TruthRow>('t').map(readingOfTruth),
    ],
    others: rows<TruthRow>('x').map(readingOfTruth),
    gone: rows<GoneRow>('g').map(truthIdOfRow),
    events: rows<EventRow>('v').map((row) => eventOfRow(row, domain, source)),
    pictures: rows<PictureRow>('p').map(([place, atMs]) => ({ place, atMs })),
  };
}

function readingOfTruth([source, collectedAtMs, row]: TruthRow): Reading {
  return readingOfRow(row, source, collectedAtMs);
}

export function truthIdOfRow([indicator, place, source]: GoneRow): TruthId {
  return { indicator, place, source };
}

/** Orders two stream ids (`ms-seq`): negative, zero or positive. */
export function compareStreamIds(a: string, b: string): number {
  const [aMs, aSeq] = splitId(a);
  const [bMs, bSeq] = splitId(b);
  return aMs - bMs || aSeq - bSeq;
}

function splitId(id: string): [number, number] {
  const dash = id.indexOf('-');
  return dash < 0 ? [Number(id), 0] : [Number(id.slice(0, dash)), Number(id.slice(dash + 1))];
}
