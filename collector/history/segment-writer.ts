/** Writes segments: what the log told, or several segments as one. Each is whole on the disk before it has its name. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { gapsOf } from '../../shared/history/gaps.ts';
import type { LoggedBatch } from '../../shared/history/log-entry.ts';
import { SEGMENT_NOTE, type SegmentNote, type TableNote } from '../../shared/history/segment-note.ts';
import type { Standing } from '../../shared/history/segment.ts';
import {
  afterEntry,
  newestRollup,
  ORDER,
  parquetFile,
  SORT_COLUMN,
  sqlText,
  TABLES,
  type TableName,
} from '../../shared/history/tables.ts';
import { fingerprintOf, syncPath, writeDurably } from './durable.ts';
import { withoutKnown, type KnownLateOptions } from './known-late.ts';
import { logRows } from './log-rows.ts';
import { rollupRows, type RollupOptions } from './segment-rollups.ts';
import type { Segment, SegmentFolder } from './segment-folder.ts';
import { TempTable } from './temp-table.ts';

/** Moments at which a writer may die; tests kill it at each. */
export const WRITE_STEPS = ['drafted', 'copied', 'noted', 'committed'] as const;
export type WriteStep = (typeof WRITE_STEPS)[number];

/**
 * Of more different values than these no dictionary is made: times are then stored by their differences, which cost
 * next to nothing where they are regular. Version 2 of Parquet has that encoding.
 */
const DICTIONARY_VALUES = 4_096;
const PARQUET_OPTIONS = `FORMAT parquet, PARQUET_VERSION V2, COMPRESSION zstd, COMPRESSION_LEVEL 6, DICTIONARY_SIZE_LIMIT ${DICTIONARY_VALUES}`;

export interface WriterOptions {
  readonly connection: DuckDBConnection;
  readonly timeZone: string;
  readonly spansOf: RollupOptions['spansOf'];
  /** @throws when another process owns the folder now. */
  readonly assertOwner: () => void;
  readonly onStep?: ((step: WriteStep) => void) | undefined;
}

type Named = Pick<
  SegmentNote,
  'domain' | 'from' | 'to' | 'firstNumber' | 'firstEpoch' | 'lastNumber' | 'lastEpoch' | 'gaps'
>;

export class SegmentWriter {
  constructor(private readonly options: WriterOptions) {}

  /** @param batches of one epoch whose numbers follow each other; not empty. */
  async write(
    folder: SegmentFolder,
    domain: string,
    batches: readonly LoggedBatch[],
    nowMs: number,
  ): Promise<void> {
    const [first, last] = [batches[0] as LoggedBatch, batches.at(-1) as LoggedBatch];
    const options = this.rollupOptions(folder);
    const news = await withoutKnown(options, batches);
    const rows = {
      ...logRows(news, this.options.timeZone),
      rollups: await rollupRows(options, news, last.id),
    };
    await this.commit(folder, nowMs, {
      named: {
        domain,
        from: first.id,
        to: last.id,
        firstNumber: first.number,
        firstEpoch: first.epoch,
        lastNumber: last.number,
        lastEpoch: last.epoch,
        gaps: [],
      },
      fill: async (table) => {
        if (rows[table].length === 0) return undefined;
        const filled = await TempTable.create(this.options.connection, table);
        for (const row of rows[table]) filled.add(row);
        return filled.close();
      },
    });
  }

  /** @param parts neighbours, oldest first; at least two. */
  async merge(
    folder: SegmentFolder,
    domain: string,
    parts: readonly Standing<Segment>[],
    nowMs: number,
  ): Promise<void> {
    const notes = parts.map(({ segment }) => segment.note);
    const [first, last] = [notes[0] as SegmentNote, notes.at(-1) as SegmentNote];
    const gaps = gapsOf(notes);
    // What is missing before the first is told by it and its neighbour, now as before.
    const inner = gaps.filter(({ beforeId }) => beforeId !== first.from);
    await this.commit(folder, nowMs, {
      named: {
        domain,
        from: first.from,
        to: last.to,
        firstNumber: first.firstNumber,
        firstEpoch: first.firstEpoch,
        lastNumber: last.lastNumber,
        lastEpoch: last.lastEpoch,
        gaps: inner,
      },
      fill: (table) => Promise.resolve(mergedSelect(folder, table, parts)),
    });
  }

  /** Writes a segment anew without the rows that conditions name, by table. What it was stays aside for a while. */
  async prune(
    folder: SegmentFolder,
    { name, note }: Segment,
    conditions: ReadonlyMap<TableName, string>,
    nowMs: number,
  ): Promise<void> {
    const { version: _version, writtenAtMs: _writtenAtMs, tables, ...named } = note;
    await this.commit(folder, nowMs, {
      named,
      fill: (table) => {
        if (tables[table] === undefined) return Promise.resolve(undefined);
        const condition = conditions.get(table);
        const where = condition === undefined ? '' : ` WHERE NOT (${condition})`;
        return Promise.resolve(`SELECT * FROM read_parquet(${sqlText(folder.fileOf(name, table))})${where}`);
      },
    });
  }

  private rollupOptions(folder: SegmentFolder): RollupOptions & KnownLateOptions {
    const { connection, timeZone, spansOf } = this.options;
    const standing = folder.standing();
    return {
      connection,
      timeZone,
      spansOf,
      filesOf: (table: TableName, mayHold: (note: TableNote) => boolean) =>
        standing.flatMap(({ segment, afterId }) => {
          const note = segment.note.tables[table];
          if (note === undefined || !mayHold(note)) return [];
          return [{ path: folder.fileOf(segment.name, table), afterId }];
        }),
    };
  }

  /** @param fill selects the rows of a table; undefined: it has none. */
  async commit(
    folder: SegmentFolder,
    nowMs: number,
    {
      named,
      fill,
    }: { readonly named: Named; readonly fill: (table: TableName) => Promise<string | undefined> },
  ): Promise<void> {
    const { assertOwner, onStep = () => {} } = this.options;
    const draft = folder.draft();
    onStep('drafted');
    const tables: Partial<Record<TableName, TableNote>> = {};
    for (const table of TABLES) {
      const select = await fill(table);
      const note =
        select === undefined ? undefined : await this.copy(select, table, join(draft, parquetFile(table)));
      if (note !== undefined) tables[table] = note;
      onStep('copied');
    }
    const note: SegmentNote = { version: 1, ...named, writtenAtMs: nowMs, tables };
    writeDurably(join(draft, SEGMENT_NOTE), `${JSON.stringify(note, undefined, 2)}\n`);
    syncPath(draft);
    onStep('noted');
    assertOwner();
    folder.commit(draft, named);
    onStep('committed');
  }

  /** @returns undefined when there was no row: a table without rows has no file. */
  private async copy(select: string, table: TableName, file: string): Promise<TableNote | undefined> {
    const { connection } = this.options;
    await connection.run(
      `COPY (${select} ORDER BY ${ORDER[table]}) TO ${sqlText(file)} (${PARQUET_OPTIONS})`,
    );
    syncPath(file);
    // From the file, not from what was meant to be in it.
    const reader = await connection.runAndReadAll(
      `SELECT count(*), epoch_ms(min(${SORT_COLUMN[table]})), epoch_ms(max(${SORT_COLUMN[table]})),
         epoch_ms(min(collected_utc)), epoch_ms(max(collected_utc)) FROM read_parquet(${sqlText(file)})`,
    );
    const [rows, minSortMs, maxSortMs, minCollectedMs, maxCollectedMs] = (reader.getRows()[0] ?? []).map(
      Number,
    ) as [number, number, number, number, number];
    if (rows === 0) {
      rmSync(file);
      return undefined;
    }
    const { bytes, sha256 } = await fingerprintOf(file);
    return { rows, bytes, sha256, minSortMs, maxSortMs, minCollectedMs, maxCollectedMs };
  }
}

/** Rows that two parts both hold are taken once; of rollups the newest. Undefined: none of them has such a table. */
function mergedSelect(
  folder: SegmentFolder,
  table: TableName,
  parts: readonly Standing<Segment>[],
): string | undefined {
  const selects = parts
    .filter(({ segment }) => segment.note.tables[table] !== undefined)
    .map(({ segment, afterId }) => {
      const where = afterId === undefined ? '' : ` WHERE ${afterEntry(afterId)}`;
      return `SELECT * FROM read_parquet(${sqlText(folder.fileOf(segment.name, table))})${where}`;
    });
  if (selects.length === 0) return undefined;
  const newest = table === 'rollups' ? ` QUALIFY ${newestRollup('parts')}` : '';
  return `SELECT * FROM (${selects.join(' UNION ALL ')}) parts${newest}`;
}
