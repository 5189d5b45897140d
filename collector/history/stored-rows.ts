/** What the files hold of the spans that a new segment touches. */
import type { DuckDBConnection } from '@duckdb/node-api';
import {
  MOMENT_CELLS,
  PERIOD_CELLS,
  ROLLUP_CELLS,
  rollupOfCells,
  versionOfCells,
} from '../../shared/history/cells.ts';
import type { Version } from '../../shared/history/known-at.ts';
import type { Rollup, RollupSpan } from '../../shared/history/rollup.ts';
import { afterEntry, newestRollup, SORT_COLUMN, sqlText } from '../../shared/history/tables.ts';
import { seriesKey, type SeriesKey } from '../../shared/observation.ts';

export interface StoredFile {
  readonly path: string;
  /** Rows up to this entry stand in an earlier file. */
  readonly afterId: string | undefined;
}

/** A span of a series; with `span`, the finer rollups that lie in it are asked for. */
export interface Touched {
  readonly indicator: string;
  readonly place: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly span?: RollupSpan;
}

export async function fillTouched(connection: DuckDBConnection, touched: readonly Touched[]): Promise<void> {
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE touched
       (indicator VARCHAR, place VARCHAR, span VARCHAR, start_ms BIGINT, end_ms BIGINT)`,
  );
  const appender = await connection.createAppender('touched', null, 'temp');
  for (const { indicator, place, span, startMs, endMs } of touched) {
    appender.appendVarchar(indicator);
    appender.appendVarchar(place);
    if (span === undefined) appender.appendNull();
    else appender.appendVarchar(span);
    appender.appendBigInt(BigInt(startMs));
    appender.appendBigInt(BigInt(endMs));
    appender.endRow();
  }
  appender.closeSync();
}

/** Facts within the touched spans, by series. */
export async function storedVersions(
  connection: DuckDBConnection,
  table: 'observations' | 'periods',
  files: readonly StoredFile[],
): Promise<ReadonlyMap<SeriesKey, Version[]>> {
  if (files.length === 0) return new Map();
  const sort = SORT_COLUMN[table];
  const reader = await connection.runAndReadAll(
    `SELECT o.indicator, o.place, ${table === 'periods' ? PERIOD_CELLS : MOMENT_CELLS}
       FROM (${unionOf(files)}) o JOIN temp.touched t
         ON o.indicator = t.indicator AND o.place = t.place
           AND epoch_ms(${sort}) >= t.start_ms AND epoch_ms(${sort}) < t.end_ms`,
  );
  return bySeries(reader.getRows(), versionOfCells);
}

/** The newest rollup of each finer span within the touched spans, by series. */
export async function storedRollups(
  connection: DuckDBConnection,
  files: readonly StoredFile[],
): Promise<ReadonlyMap<SeriesKey, Rollup[]>> {
  if (files.length === 0) return new Map();
  const reader = await connection.runAndReadAll(
    `SELECT r.indicator, r.place, ${ROLLUP_CELLS}
       FROM (${unionOf(files)}) r JOIN temp.touched t
         ON r.indicator = t.indicator AND r.place = t.place AND r.span = t.span
           AND epoch_ms(starts_utc) >= t.start_ms AND epoch_ms(starts_utc) < t.end_ms
       QUALIFY ${newestRollup('r')}`,
  );
  return bySeries(reader.getRows(), rollupOfCells);
}

function unionOf(files: readonly StoredFile[]): string {
  return files
    .map(({ path, afterId }) => {
      const behind = afterId === undefined ? '' : ` WHERE ${afterEntry(afterId)}`;
      return `SELECT * FROM read_parquet(${sqlText(path)})${behind}`;
    })
    .join(' UNION ALL ');
}

function bySeries<Row>(
  rows: readonly (readonly unknown[])[],
  parse: (cells: readonly unknown[]) => Row,
): ReadonlyMap<SeriesKey, Row[]> {
  const found = new Map<SeriesKey, Row[]>();
  for (const [indicator, place, ...cells] of rows) {
    const key = seriesKey(indicator as string, place as string);
    const known = found.get(key);
    if (known === undefined) found.set(key, [parse(cells)]);
    else known.push(parse(cells));
  }
  return found;
}
