/**
 * One entry of a domain's history log: what one batch brought that was accepted, late and corrected facts included.
 * Written by the record script alone, in the same step. Fields: `n` number of the entry, `e` epoch, `s` source,
 * `c` collectedAtMs, `o` observation rows, `v` event rows (both as in the change stream), `x` a list
 * `position:collectedAtMs` of the rows that were given another time of collection, to stand behind what they correct; `l`, where there are any, a
 * list of positions of the rows whose facts are older than what Redis held.
 */
import { eventOfRow, type EventRow } from '../change-entry.ts';
import { readingOfRow, type ObservationRow } from '../latest-entry.ts';
import type { Reading, WallEvent } from '../observation.ts';

export interface LoggedBatch {
  /** Stream id: orders everything that was ever accepted of the domain. */
  readonly id: string;
  /** Counts up by one: a number that is missing tells that entries were lost. Starts again with another epoch. */
  readonly number: number;
  readonly epoch: string;
  readonly collectedAtMs: number;
  /** In the order in which the script judged them. */
  readonly readings: readonly Reading[];
  readonly events: readonly WallEvent[];
  /** Positions of readings whose facts are older than what Redis held: the files may know them already. */
  readonly late?: readonly number[] | undefined;
}

/** Decodes a stream entry as ioredis gives it: id and a flat list of fields. */
export function parseLogEntry(domain: string, id: string, fields: readonly string[]): LoggedBatch {
  const of = new Map<string, string>();
  for (let at = 0; at + 1 < fields.length; at += 2) of.set(fields[at] as string, fields[at + 1] as string);
  const rows = <Row>(name: string) => JSON.parse(`[${of.get(name) ?? ''}]`) as Row[];
  const source = of.get('s') ?? '';
  const collectedAtMs = Number(of.get('c'));
  const elsewhen = new Map(
    (of.get('x') ?? '')
      .split(',')
      .filter((pair) => pair !== '')
      .map((pair) => pair.split(':').map(Number) as [number, number]),
  );
  return {
    id,
    number: Number(of.get('n')),
    epoch: of.get('e') ?? '',
    collectedAtMs,
    readings: rows<ObservationRow>('o').map((row, at) =>
      readingOfRow(row, source, elsewhen.get(at) ?? collectedAtMs),
    ),
    events: rows<EventRow>('v').map((row) => eventOfRow(row, domain, source)),
    late: of.get('l')?.split(',').map(Number),
  };
}
