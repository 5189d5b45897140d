/**
 * The database of a simulated system: its tables are computed when they are asked for, so no server has to be
 * installed. It speaks PostgreSQL's own protocol and understands the queries that its views are made for:
 * `SELECT a, b FROM view [WHERE time >= $1 AND time <= $2] [ORDER BY time]`.
 */
import { createServer } from 'node:net';
import { FAULTS } from './faults.ts';
import type { ServiceState } from './http-service.ts';
import { Listener } from './listener.ts';
import { PostgresqlSession, SqlRefusal, type QueryResult } from './postgresql-session.ts';
import type { ServedValue, UpstreamTable, View } from './service.ts';
import { temporal } from './temporal.ts';
import type { ViewContext } from './view.ts';

export const DATABASE_USER = 'ioc';

/** The server's numbers of the types that a simulated table may have. */
const TYPES = { text: 25, integer: 23, numeric: 1700, timestamptz: 1184 } as const;

const QUERY =
  /^select\s+([\w\s,]+?)\s+from\s+(\w+)(?:\s+where\s+(\w+)\s*>=\s*\$1(?:::timestamptz)?\s+and\s+\3\s*<=\s*\$2(?:::timestamptz)?)?(?:\s+order\s+by\s+\w+)?$/i;

/** What a fault of HTTP means for a database. */
const REFUSALS: Readonly<Record<string, readonly [state: string, words: string]>> = {
  'status-401': ['28000', 'no pg_hba.conf entry'],
  'status-429': ['53300', 'too many connections'],
};

export function databaseOf(state: ServiceState, tables: readonly UpstreamTable[]): Listener {
  const database = {
    user: DATABASE_USER,
    password: state.credentials.secretKey,
    query: (text: string, values: readonly (string | null)[]) => answer(state, tables, text, values),
  };
  const server = createServer((socket) => new PostgresqlSession(socket, database));
  return new Listener(server);
}

async function answer(
  state: ServiceState,
  tables: readonly UpstreamTable[],
  text: string,
  given: readonly (string | null)[],
): Promise<QueryResult> {
  const match = QUERY.exec(text.trim());
  if (match === null) throw new SqlRefusal('42601', 'a query that no view is made for');
  const [, wanted = '', name = '', timeColumn] = match;
  const table = tables.find((one) => one.name === name.toLowerCase());
  if (table === undefined) throw new SqlRefusal('42P01', `relation "${name}" does not exist`);
  const columns = wanted.split(',').map((column) => column.trim().toLowerCase());
  const unknown = columns.find((column) => table.columns[column] === undefined);
  if (unknown !== undefined) throw new SqlRefusal('42703', `column "${unknown}" does not exist`);
  const window = timeColumn === undefined ? undefined : given;
  const rows = await rowsOf(state, table, window);
  return {
    columns: columns.map((column) => ({ name: column, type: TYPES[table.columns[column] ?? 'text'] })),
    rows: rows.map((row) => columns.map((column) => cellText(row[column]))),
  };
}

async function rowsOf(
  state: ServiceState,
  table: UpstreamTable,
  window: readonly (string | null)[] | undefined,
): Promise<readonly Readonly<Record<string, ServedValue | undefined>>[]> {
  const { ledger, simulation, overrides } = state;
  const path = `/sql/${table.name}`;
  const count = ledger.arrive(path, simulation.nowMs());
  const active =
    state.fault !== undefined && path.startsWith(state.fault.path ?? '') ? state.fault : undefined;
  const fault = active === undefined ? undefined : FAULTS[active.kind];
  if (active !== undefined && fault?.respond !== undefined) await refuse(active.kind);
  const values: Record<string, ServedValue> = {};
  const moments: { asOfMs?: number; stampMs?: number } = {};
  const context: ViewContext = {
    simulation,
    overrides,
    distortion: active === undefined ? {} : (fault?.distort?.(active, count) ?? {}),
    note: (series, value) => void (values[series] = value),
  };
  const query = new URLSearchParams();
  if (window !== undefined) {
    query.set('from', window[0] ?? '');
    query.set('to', window[1] ?? '');
  }
  const views: readonly View[] = temporal(context, query, moments).views(table.rhythm);
  const rows = views.flatMap((view) => table.rows(view));
  const noted = moments.asOfMs === undefined ? {} : values;
  ledger.note({
    servedAtMs: simulation.nowMs(),
    method: 'SQL',
    path,
    outcome: 200,
    ...moments,
    values: noted,
  });
  return (fault?.reshape?.(rows) ?? rows) as typeof rows;
}

async function refuse(kind: string): Promise<never> {
  if (kind === 'hang' || kind === 'drip' || kind === 'headers-never-end') await new Promise(() => {});
  const [state, words] = REFUSALS[kind] ?? ['XX000', 'internal error'];
  throw new SqlRefusal(state, words);
}

function cellText(value: ServedValue | undefined): string | null {
  return value === undefined || value === null ? null : String(value);
}
