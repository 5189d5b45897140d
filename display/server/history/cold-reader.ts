/** Reads the historian's Parquet files with DuckDB, which works beside the event loop. */
import { DuckDBInstance, type DuckDBResultReader } from '@duckdb/node-api';
import {
  MOMENT_CELLS,
  PERIOD_CELLS,
  ROLLUP_CELLS,
  rollupOfCells,
  versionOfCells,
} from '../../../shared/history/cells.ts';
import type { Version } from '../../../shared/history/known-at.ts';
import type { Rollup, RollupSpan } from '../../../shared/history/rollup.ts';
import type { SegmentNote } from '../../../shared/history/segment-note.ts';
import {
  afterEntry,
  SORT_COLUMN,
  sqlInstant,
  sqlText,
  type TableName,
} from '../../../shared/history/tables.ts';
import type { WallEvent } from '../../../shared/observation.ts';
import { ColdFiles, type ColdFile } from './cold-files.ts';
import type { Extent } from './overlaps.ts';

const MEMORY_LIMIT = '256MB';
/** Files that vanish while they are read were merged: the next listing shows what took their place. */
const ATTEMPTS = 3;

const LOG_ORDER = 'log_ms, log_seq, log_row';

/** Bounds of what is asked; all ms since 1970 UTC, both ends included. */
export interface Asked {
  readonly fromMs: number;
  readonly toMs: number;
  /** Only what was accepted by then; undefined: all. */
  readonly knownAtMs: number | undefined;
}

export interface Series {
  readonly domain: string;
  readonly indicator: string;
  readonly place: string;
}

/** One indicator at several places. */
export interface ManySeries {
  readonly domain: string;
  readonly indicator: string;
  readonly places: readonly string[];
}

/** Rows of one table of a domain; `where` is a condition on its columns. */
export interface RowsAsked {
  readonly domain: string;
  readonly table: TableName;
  readonly where: string;
  readonly asked: Asked;
}

/** Gets the rows as a query to select from, and of when each file is that they come from. */
type Statement = (rows: string, extents: readonly Extent[]) => string;

/** One accepted state of an event. */
export interface EventVersion {
  readonly event: WallEvent;
  readonly collectedAtMs: number;
}

export class ColdReader {
  private readonly files: ColdFiles;
  private instance: Promise<DuckDBInstance> | undefined;

  constructor(folder: string | undefined) {
    this.files = new ColdFiles(folder);
  }

  /** Notes of the standing segments, oldest first. */
  async notes(domain: string): Promise<readonly SegmentNote[]> {
    return (await this.files.state(domain)).notes;
  }

  /** In the order in which they were accepted, moments before periods. */
  async versions(series: Series, asked: Asked): Promise<Version[]> {
    const where = whereOf(series);
    const moments = await this.rows(series.domain, 'observations', MOMENT_CELLS, where, asked);
    const periods = await this.rows(series.domain, 'periods', PERIOD_CELLS, where, asked);
    return [...moments, ...periods].map(versionOfCells);
  }

  /** The last by their facts, in no order. */
  async newest(series: ManySeries, asked: Asked, limit: number): Promise<Version[]> {
    const newestOf = async (table: 'observations' | 'periods', cells: string) => {
      const rows = { domain: series.domain, table, where: whereOfMany(series), asked };
      const order = `${SORT_COLUMN[table]} DESC, collected_utc DESC`;
      return this.ask(rows, (from) => `SELECT ${cells} FROM (${from}) ORDER BY ${order} LIMIT ${limit}`);
    };
    const moments = await newestOf('observations', MOMENT_CELLS);
    const periods = await newestOf('periods', PERIOD_CELLS);
    return [...moments, ...periods].map(versionOfCells);
  }

  /** Of the newest fact that was known; undefined: none was. */
  async lastSortMs(series: Series, asked: Asked): Promise<number | undefined> {
    const where = whereOf(series);
    let last: number | undefined;
    for (const table of ['observations', 'periods'] as const) {
      const newest = `epoch_ms(${SORT_COLUMN[table]}) AS sort_ms`;
      const [row] = await this.rows(series.domain, table, newest, where, asked, 'sort_ms DESC LIMIT 1');
      if (row !== undefined) last = Math.max(last ?? -Infinity, Number(row[0]));
    }
    return last;
  }

  /** The rollup of each span that starts between two instants, as of now, by the start. */
  async rollups(
    series: Series,
    span: RollupSpan,
    asked: Omit<Asked, 'knownAtMs'>,
  ): Promise<Map<number, Rollup>> {
    const where = `${whereOf(series)} AND span = ${sqlText(span)}`;
    const rows = await this.rows(series.domain, 'rollups', ROLLUP_CELLS, where, {
      ...asked,
      knownAtMs: undefined,
    });
    // In the order of the log: of one span the last row is its rollup.
    return new Map(rows.map(rollupOfCells).map((rollup) => [rollup.startMs, rollup]));
  }

  async events(domain: string, asked: Asked): Promise<EventVersion[]> {
    const columns = `id, kind, place, epoch_ms(happened_utc), text, state, source, epoch_ms(collected_utc)`;
    const rows = await this.rows(domain, 'events', columns, 'true', asked);
    return rows.map((row) => {
      const [id, kind, place, at, text, state, source, collected] = row as EventCells;
      const optional = { ...(place === null ? {} : { place }), ...(state === null ? {} : { state }) };
      return {
        event: { id, domain, kind, atMs: Number(at), text, source, ...optional },
        collectedAtMs: Number(collected),
      };
    });
  }

  async close(): Promise<void> {
    (await this.instance)?.closeSync();
  }

  private rows(
    domain: string,
    table: TableName,
    columns: string,
    where: string,
    asked: Asked,
    order = LOG_ORDER,
  ) {
    return this.ask(
      { domain, table, where, asked },
      (rows) => `SELECT ${columns} FROM (${rows}) ORDER BY ${order}`,
    );
  }

  /**
   * Runs a statement over those rows of a table that are asked for. Where no file may hold any, nothing is run and there
   * are none.
   */
  async ask(asked: RowsAsked, statement: Statement): Promise<readonly (readonly unknown[])[]> {
    return this.run(asked, statement, (reader) => reader.getRows());
  }

  /** As `ask`, by columns: of many rows it costs a third. */
  async askColumns(asked: RowsAsked, statement: Statement): Promise<readonly (readonly unknown[])[]> {
    return this.run(asked, statement, (reader) => reader.getColumns());
  }

  private async run<Read>(
    { domain, table, where, asked }: RowsAsked,
    statement: Statement,
    read: (reader: DuckDBResultReader) => Read[],
  ): Promise<readonly Read[]> {
    for (let attempt = 1; ; attempt += 1) {
      const files = (await this.files.state(domain)).files(table).filter((file) => mayHold(file, asked));
      if (files.length === 0) return [];
      const selects = files.map(({ path, afterId }) => {
        const behind = afterId === undefined ? '' : ` AND ${afterEntry(afterId)}`;
        return `SELECT * FROM read_parquet(${sqlText(path)}) WHERE ${where} AND ${boundsOf(table, asked)}${behind}`;
      });
      // A connection answers one question at a time, and many are asked at once.
      const connection = await (await this.open()).connect();
      try {
        const reader = await connection.runAndReadAll(
          statement(
            selects.join(' UNION ALL '),
            files.map(({ note }) => note),
          ),
        );
        return read(reader);
      } catch (error) {
        const isGone =
          error instanceof Error && /No files found|No such file|Cannot open file/.test(error.message);
        if (!isGone || attempt === ATTEMPTS) throw error;
        this.files.forget();
      } finally {
        connection.closeSync();
      }
    }
  }

  private open(): Promise<DuckDBInstance> {
    this.instance ??= DuckDBInstance.create(':memory:', {
      threads: '1',
      memory_limit: MEMORY_LIMIT,
      // It would otherwise fetch what it lacks from the internet, and write to the working folder.
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      temp_directory: '',
    });
    return this.instance;
  }
}

type EventCells = [string, string, string | null, bigint, string, string | null, string, bigint];

function whereOf({ indicator, place }: Series): string {
  return `indicator = ${sqlText(indicator)} AND place = ${sqlText(place)}`;
}

export function whereOfMany({ indicator, places }: ManySeries): string {
  return `indicator = ${sqlText(indicator)} AND place IN (${places.map(sqlText).join(', ')})`;
}

function mayHold({ note }: ColdFile, { fromMs, toMs, knownAtMs }: Asked): boolean {
  if (knownAtMs !== undefined && note.minCollectedMs > knownAtMs) return false;
  return note.minSortMs <= toMs && note.maxSortMs >= fromMs;
}

function boundsOf(table: TableName, { fromMs, toMs, knownAtMs }: Asked): string {
  const sort = SORT_COLUMN[table];
  const known = knownAtMs === undefined ? '' : ` AND collected_utc <= ${sqlInstant(knownAtMs)}`;
  return `${sort} >= ${sqlInstant(fromMs)} AND ${sort} <= ${sqlInstant(toMs)}${known}`;
}
