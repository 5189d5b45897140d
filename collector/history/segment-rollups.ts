/**
 * The rollups that a new segment changes, whole: of each span it touches, made of what the files hold already and of
 * what it brings. The newest row of a span is its rollup; a late or corrected fact makes a newer row of an old span.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { LoggedBatch } from '../../shared/history/log-entry.ts';
import { asKnownAt, mergeVersions, type Version } from '../../shared/history/known-at.ts';
import {
  inSpans,
  rollUp,
  spanEndMs,
  spanStartMs,
  type Rollup,
  type RollupSpan,
} from '../../shared/history/rollup.ts';
import type { TableNote } from '../../shared/history/segment-note.ts';
import { seriesKey, type SeriesKey } from '../../shared/observation.ts';
import { valueCells, type Cell } from './log-rows.ts';
import { fillTouched, storedRollups, storedVersions, type StoredFile, type Touched } from './stored-rows.ts';

export interface RollupOptions {
  readonly connection: DuckDBConnection;
  readonly timeZone: string;
  /** Rollups that are kept of an indicator, fine to coarse; not empty. */
  readonly spansOf: (indicator: string) => readonly RollupSpan[];
  /** Files of a table that may hold facts between two instants, oldest first. */
  readonly filesOf: (
    table: 'observations' | 'rollups',
    mayHold: (note: TableNote) => boolean,
  ) => readonly StoredFile[];
}

interface SeriesWork {
  readonly indicator: string;
  readonly place: string;
  readonly spans: readonly RollupSpan[];
  readonly versions: Version[];
  /** Rollups made so far, by the span made last. */
  made: Rollup[];
}

export async function rollupRows(
  options: RollupOptions,
  batches: readonly LoggedBatch[],
  toId: string,
): Promise<Cell[][]> {
  const work = workOf(options, batches);
  const rows: Cell[][] = [];
  const [ms = 0, sequence = 0] = toId.split('-').map(Number);
  for (const depth of [0, 1, 2]) {
    const owing = [...work.values()].filter(({ spans }) => spans.length > depth);
    if (owing.length === 0) break;
    await (depth === 0 ? makeFinest(options, owing) : makeCoarser(options, owing, depth));
    for (const { indicator, place, spans, made } of owing)
      for (const rollup of made)
        rows.push([indicator, place, ...cellsOf(spans[depth] as RollupSpan, rollup), ms, sequence, 0]);
  }
  return rows;
}

function workOf({ spansOf }: RollupOptions, batches: readonly LoggedBatch[]): Map<SeriesKey, SeriesWork> {
  const work = new Map<SeriesKey, SeriesWork>();
  for (const reading of batches.flatMap(({ readings }) => readings)) {
    if (reading.period !== undefined) continue;
    const { indicator, place } = reading;
    const key = seriesKey(indicator, place);
    let one = work.get(key);
    if (one === undefined)
      work.set(key, (one = { indicator, place, spans: spansOf(indicator), versions: [], made: [] }));
    one.versions.push({ ...reading, sortMs: reading.observedAtMs });
  }
  return work;
}

async function makeFinest(options: RollupOptions, owing: readonly SeriesWork[]): Promise<void> {
  const { connection, timeZone, filesOf } = options;
  const touched = owing.flatMap(({ indicator, place, spans, versions }) => {
    const span = spans[0] as RollupSpan;
    const starts = new Set(versions.map(({ sortMs }) => spanStartMs(sortMs, span, timeZone)));
    return [...starts].map((startMs) => ({
      indicator,
      place,
      startMs,
      endMs: spanEndMs(startMs, span, timeZone),
    }));
  });
  await fillTouched(connection, touched);
  const stored = await storedVersions(connection, 'observations', filesOf('observations', overlaps(touched)));
  for (const one of owing) {
    const known = mergeVersions(stored.get(seriesKey(one.indicator, one.place)) ?? [], one.versions);
    one.made = rollUp(asKnownAt(known, undefined), one.spans[0] as RollupSpan, timeZone);
  }
}

async function makeCoarser(
  options: RollupOptions,
  owing: readonly SeriesWork[],
  depth: number,
): Promise<void> {
  const { connection, timeZone, filesOf } = options;
  const touched = owing.flatMap(({ indicator, place, spans, made }) => {
    const [finer, span] = [spans[depth - 1] as RollupSpan, spans[depth] as RollupSpan];
    const starts = new Set(made.map(({ startMs }) => spanStartMs(startMs, span, timeZone)));
    return [...starts].map((startMs) => {
      const endMs = spanEndMs(startMs, span, timeZone);
      return { indicator, place, startMs, endMs, span: finer };
    });
  });
  await fillTouched(connection, touched);
  const stored = await storedRollups(connection, filesOf('rollups', overlaps(touched)));
  for (const one of owing) {
    const byStart = new Map(
      (stored.get(seriesKey(one.indicator, one.place)) ?? []).map((old) => [old.startMs, old]),
    );
    for (const rollup of one.made) byStart.set(rollup.startMs, rollup);
    const finer = [...byStart.values()].toSorted((a, b) => a.startMs - b.startMs);
    one.made = inSpans(finer, one.spans[depth] as RollupSpan, timeZone);
  }
}

function overlaps(touched: readonly Touched[]): (note: TableNote) => boolean {
  return ({ minSortMs, maxSortMs }) =>
    touched.some(({ startMs, endMs }) => startMs <= maxSortMs && endMs > minSortMs);
}

/** A row of the table of rollups, but for its series and the log entry that brought it. */
export function cellsOf(span: RollupSpan, rollup: Rollup): Cell[] {
  const { startMs, count, min, max, sum, last, lastAtMs, collectedAtMs } = rollup;
  return [span, startMs, count, min, max, sum, ...valueCells(last), lastAtMs, collectedAtMs];
}
