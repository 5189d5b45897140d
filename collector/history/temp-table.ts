/** Rows on their way to a file, in a table of DuckDB's own. */
import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api';
import { COLUMNS, type TableName } from '../../shared/history/tables.ts';
import type { Cell } from './log-rows.ts';

export class TempTable {
  private rows = 0;

  private constructor(
    private readonly table: TableName,
    private readonly appender: DuckDBAppender,
  ) {}

  /** In the place of what there was of this table. */
  static async create(connection: DuckDBConnection, table: TableName): Promise<TempTable> {
    const columns = COLUMNS[table].map(
      ({ name, type }) => `${name} ${type === 'TIMESTAMP_MS' ? 'BIGINT' : type}`,
    );
    await connection.run(`CREATE OR REPLACE TEMP TABLE ${table} (${columns.join(', ')})`);
    return new TempTable(table, await connection.createAppender(table, null, 'temp'));
  }

  /** @param row in the order of the columns; times as ms. */
  add(row: readonly Cell[]): void {
    for (const [at, cell] of row.entries()) append(this.appender, COLUMNS[this.table][at]?.type, cell);
    this.appender.endRow();
    this.rows += 1;
  }

  /** @returns how its rows are selected; undefined: there are none. */
  close(): string | undefined {
    this.appender.closeSync();
    return this.rows === 0 ? undefined : `SELECT ${timesFromMs(this.table)} FROM temp.${this.table}`;
  }
}

function timesFromMs(table: TableName): string {
  return COLUMNS[table]
    .map(({ name, type }) =>
      type === 'TIMESTAMP_MS' ? `make_timestamp(${name} * 1000)::TIMESTAMP_MS AS ${name}` : name,
    )
    .join(', ');
}

function append(appender: DuckDBAppender, type: string | undefined, cell: Cell): void {
  if (cell === null) appender.appendNull();
  else if (type === 'VARCHAR') appender.appendVarchar(String(cell));
  else if (type === 'DOUBLE') appender.appendDouble(Number(cell));
  else if (type === 'INTEGER') appender.appendInteger(Number(cell));
  else appender.appendBigInt(BigInt(cell));
}
