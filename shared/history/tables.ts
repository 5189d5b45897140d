/**
 * The tables of the history in Parquet, as SQL of DuckDB, for who writes and who reads them. Times are UTC. Figures of
 * a period have a table of their own: a year's total is no spike among the seconds of its first of January.
 * A row is told from every other by the log entry that brought it and its place in it.
 */

export const TABLES = ['observations', 'periods', 'events', 'rollups'] as const;
export type TableName = (typeof TABLES)[number];

export interface Column {
  readonly name: string;
  readonly type: 'VARCHAR' | 'DOUBLE' | 'BIGINT' | 'INTEGER' | 'TIMESTAMP_MS';
  readonly meaning: string;
}

const SERIES_COLUMNS: readonly Column[] = [
  { name: 'indicator', type: 'VARCHAR', meaning: 'what is measured' },
  { name: 'place', type: 'VARCHAR', meaning: 'where; the province has its own id' },
];
const VALUE_COLUMNS: readonly Column[] = [
  { name: 'number', type: 'DOUBLE', meaning: 'the value; null where it is a word or none' },
  {
    name: 'state',
    type: 'VARCHAR',
    meaning: 'the value where it is a word; both null: the upstream says none',
  },
];
const OBSERVED: Column = {
  name: 'observed_utc',
  type: 'TIMESTAMP_MS',
  meaning: "the upstream's own time of the fact",
};
const COLLECTED: Column = {
  name: 'collected_utc',
  type: 'TIMESTAMP_MS',
  meaning: 'when the wall accepted it: nobody knew it before',
};
const SOURCE: Column = { name: 'source', type: 'VARCHAR', meaning: 'configured source' };
const METHOD: Column = { name: 'method', type: 'VARCHAR', meaning: 'api, manual or estimate' };
const LOG_COLUMNS: readonly Column[] = [
  { name: 'log_ms', type: 'BIGINT', meaning: 'log entry that brought the row: first half of its id' },
  { name: 'log_seq', type: 'INTEGER', meaning: 'second half' },
  {
    name: 'log_row',
    type: 'INTEGER',
    meaning: 'place of the row in the entry, from 0; of a rollup always 0',
  },
];

export const COLUMNS: Readonly<Record<TableName, readonly Column[]>> = {
  observations: [...SERIES_COLUMNS, OBSERVED, ...VALUE_COLUMNS, COLLECTED, SOURCE, METHOD, ...LOG_COLUMNS],
  periods: [
    ...SERIES_COLUMNS,
    { name: 'starts_utc', type: 'TIMESTAMP_MS', meaning: "start of the period in the province's time zone" },
    { name: 'period', type: 'VARCHAR', meaning: '2026, 2026-Q3, 2026-10, 2026-W47 or 2026-11-22' },
    ...VALUE_COLUMNS,
    OBSERVED,
    COLLECTED,
    SOURCE,
    METHOD,
    ...LOG_COLUMNS,
  ],
  events: [
    { name: 'id', type: 'VARCHAR', meaning: 'a later row of one id updates the earlier' },
    { name: 'kind', type: 'VARCHAR', meaning: 'kind of event' },
    { name: 'place', type: 'VARCHAR', meaning: 'where, or null' },
    { name: 'happened_utc', type: 'TIMESTAMP_MS', meaning: 'when it happened' },
    { name: 'text', type: 'VARCHAR', meaning: 'as the upstream wrote it' },
    { name: 'state', type: 'VARCHAR', meaning: 'or null' },
    SOURCE,
    COLLECTED,
    ...LOG_COLUMNS,
  ],
  rollups: [
    ...SERIES_COLUMNS,
    { name: 'span', type: 'VARCHAR', meaning: "minute, hour or day of the province's time zone" },
    { name: 'starts_utc', type: 'TIMESTAMP_MS', meaning: 'start of the span' },
    { name: 'count', type: 'INTEGER', meaning: 'facts with a number' },
    { name: 'min', type: 'DOUBLE', meaning: 'least number; null where count is 0' },
    { name: 'max', type: 'DOUBLE', meaning: 'greatest' },
    { name: 'sum', type: 'DOUBLE', meaning: 'sum' },
    { name: 'last_number', type: 'DOUBLE', meaning: 'the last value of the span' },
    { name: 'last_state', type: 'VARCHAR', meaning: 'the last value where it is a word' },
    { name: 'last_utc', type: 'TIMESTAMP_MS', meaning: 'time of the last fact' },
    {
      name: 'collected_utc',
      type: 'TIMESTAMP_MS',
      meaning: 'when the last of its facts was accepted: all of it was known then',
    },
    ...LOG_COLUMNS,
  ],
};

/** What a table is asked by, and by which the bounds in a segment's note are. */
export const SORT_COLUMN: Readonly<Record<TableName, string>> = {
  observations: 'observed_utc',
  periods: 'starts_utc',
  events: 'happened_utc',
  rollups: 'starts_utc',
};

/** Rows stand by series, rollups of a span together: a reader of some series, or of all hours, skips the rest. */
export const ORDER: Readonly<Record<TableName, string>> = {
  observations: 'indicator, place, observed_utc, log_ms, log_seq, log_row',
  periods: 'indicator, place, starts_utc, log_ms, log_seq, log_row',
  events: 'happened_utc, id, log_ms, log_seq, log_row',
  rollups: 'indicator, span, place, starts_utc, log_ms, log_seq, log_row',
};

export function parquetFile(table: TableName): string {
  return `${table}.parquet`;
}

export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** An instant as DuckDB compares it with the columns of times. */
export function sqlInstant(ms: number): string {
  return `make_timestamp(${Math.trunc(ms)}::BIGINT * 1000)::TIMESTAMP_MS`;
}

/** Rows of log entries behind one; the id is one of ours, digits only. */
export function afterEntry(id: string): string {
  const [ms, sequence] = id.split('-').map(Number);
  return `(log_ms > ${ms} OR (log_ms = ${ms} AND log_seq > ${sequence}))`;
}

/** Condition of QUALIFY: of several rows of one span the one written last, which is its rollup. */
export function newestRollup(table: string): string {
  const of = (...columns: string[]) => columns.map((column) => `${table}.${column}`);
  const last = of('log_ms', 'log_seq').map((column) => `${column} DESC`);
  return `row_number() OVER (PARTITION BY ${of('indicator', 'place', 'span', 'starts_utc').join(', ')}
    ORDER BY ${last.join(', ')}) = 1`;
}
