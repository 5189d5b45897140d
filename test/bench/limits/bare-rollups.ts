/** The plainest way to a chart's points: one query of DuckDB over the files, with all its threads, and nothing checked. */
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { sqlInstant, sqlText } from '../../../shared/history/tables.ts';

export interface BareAsked {
  readonly files: readonly string[];
  readonly indicator: string;
  readonly places: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
}

export async function openBare(): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  return connection;
}

/** @returns how many points came. */
export async function bareRollups(connection: DuckDBConnection, asked: BareAsked): Promise<number> {
  const { files, indicator, places, fromMs, toMs, stepMs } = asked;
  const reader = await connection.runAndReadAll(
    `SELECT place, epoch_ms(starts_utc) // ${stepMs} AS bucket, min(min), max(max), sum(sum), sum(count)::DOUBLE,
       arg_max(last_number, last_utc), epoch_ms(max(last_utc))::DOUBLE
     FROM read_parquet([${files.map(sqlText).join(', ')}])
     WHERE indicator = ${sqlText(indicator)} AND place IN (${places.map(sqlText).join(', ')}) AND span = 'hour'
       AND starts_utc >= ${sqlInstant(fromMs)} AND starts_utc <= ${sqlInstant(toMs)}
     GROUP BY ALL ORDER BY ALL`,
  );
  return reader.getRows().length;
}
