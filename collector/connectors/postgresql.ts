/** Tables of a PostgreSQL server, read by one query in a read-only transaction. */
import pg from 'pg';
import type { Connector, PollRequest } from '../connector.ts';
import {
  makeJsonReader,
  readBoolean,
  readDate,
  readFloat,
  readInstant,
  readLocalTime,
  readNumber,
  readText,
  type CellReader,
} from '../sql/cell-readers.ts';
import { pollWith } from '../sql/poll-query.ts';
import {
  cancelPostgresql,
  openPostgresql,
  POSTGRESQL_PORT,
  postgresqlError,
  type PostgresqlClient,
} from '../sql/postgresql-session.ts';
import { RowsDocument, type Column, type RawRow, type RowBounds } from '../sql/rows-document.ts';
import { sqlSettings, valuesOf, type SqlSettings } from '../sql/settings.ts';
import { compileQuery } from '../sql/statement.ts';

const settings = sqlSettings('postgresql', POSTGRESQL_PORT);

export const connector: Connector<SqlSettings> = {
  id: 'postgresql',
  title: { vi: 'Bảng của PostgreSQL', en: 'Tables of PostgreSQL' },
  settings,
  answers: 'document',
  example: `id: his-giuong
name: { vi: Giường bệnh theo giờ, en: Beds by the hour }
office: { vi: Sở Y tế, en: Department of Health }
domain: y-te
connector: postgresql
everySeconds: 60
network: { cidrs: [10.20.0.0/16] }
settings:
  server: 10.20.1.15:5432
  database: his
  user: ioc
  password: \${HIS_DB_PASSWORD}
  ca: \${HIS_DB_CA}
  serverName: his.example
  query: >-
    SELECT ma_cskcb, ngay_gio, cong_suat FROM giuong_benh
    WHERE loai = {loai} AND ngay_gio > {since} ORDER BY ngay_gio
  parameters: { loai: noi-tru }
  cursor: { column: ngay_gio, start: '2026-01-01 00:00' }
mapping: |
  { "observations": [ rows.{
      "indicator": "cong-suat-giuong",
      "place": $place("hospital", ma_cskcb),
      "value": cong_suat,
      "observedAt": $time(ngay_gio)
    } ] }
`,
  poll: pollWith<PostgresqlClient>({
    open: openPostgresql,
    read: rowsOf,
    cancel: cancelPostgresql,
    // The transaction wrote nothing, so its end needs no word.
    close: (client) => client.end(),
    reasonBehind: postgresqlError,
  }),
};

/** The driver calls this when so many rows as were asked for have come; its own way is to ask for more. */
const ENOUGH_ROWS = 'handlePortalSuspended';
const askNoMore = (connection: { sync(): void }): void => connection.sync();

function rowsOf(
  request: PollRequest<SqlSettings>,
  client: pg.Client,
  bounds: RowBounds,
): Promise<RowsDocument> {
  const { settings: given, limits } = request;
  const statement = compileQuery(given.query, 'postgresql');
  const values = valuesOf(statement, request, (atMs) => new Date(atMs).toISOString());
  return new Promise((resolve, reject) => {
    const query = new pg.Query({
      text: statement.text,
      values,
      rowMode: 'array',
      // One more than is taken, to see whether there is one.
      rows: given.maxRows + 1,
      types: { getTypeParser: () => (text: string) => text },
    } as pg.QueryConfig);
    Object.assign(query, { [ENOUGH_ROWS]: askNoMore });
    let document: RowsDocument | undefined;
    const documentOf = (fields: readonly pg.FieldDef[]) =>
      (document ??= new RowsDocument(columnsOf(fields, limits.maxDepth), bounds));
    query.on('row', (row, result) => {
      documentOf(result?.fields ?? []).add(row as unknown as RawRow);
    });
    query.on('end', (result) => resolve(documentOf(result.fields)));
    query.on('error', reject);
    client.query(query);
  });
}

const READERS: Readonly<Record<number, CellReader>> = {
  [pg.types.builtins.BOOL]: readBoolean,
  [pg.types.builtins.INT2]: readNumber,
  [pg.types.builtins.INT4]: readNumber,
  [pg.types.builtins.INT8]: readNumber,
  [pg.types.builtins.OID]: readNumber,
  [pg.types.builtins.NUMERIC]: readNumber,
  [pg.types.builtins.FLOAT4]: readFloat,
  [pg.types.builtins.FLOAT8]: readFloat,
  [pg.types.builtins.CHAR]: readText,
  [pg.types.builtins.BPCHAR]: readText,
  [pg.types.builtins.VARCHAR]: readText,
  [pg.types.builtins.TEXT]: readText,
  [pg.types.builtins.UUID]: readText,
  [pg.types.builtins.TIME]: readText,
  [pg.types.builtins.INTERVAL]: readText,
  [pg.types.builtins.DATE]: readDate,
  [pg.types.builtins.TIMESTAMP]: readLocalTime,
  [pg.types.builtins.TIMESTAMPTZ]: readInstant,
};
/** `name`, the type of the server's own identifiers. */
const NAME_TYPE = 19;
/** Types from here on are of the database itself: its enumerations and domains, which are text. */
const FIRST_OWN_TYPE = 16_384;

function columnsOf(fields: readonly pg.FieldDef[], maxDepth: number): Column[] {
  const { JSON: json, JSONB: jsonb, BYTEA: bytea } = pg.types.builtins;
  return fields.map(({ name, dataTypeID: type }) => {
    if (type === json || type === jsonb) return { name, read: makeJsonReader(maxDepth) };
    const read = READERS[type] ?? (type === NAME_TYPE || type >= FIRST_OWN_TYPE ? readText : undefined);
    if (read !== undefined) return { name, read };
    return { name, why: type === bytea ? 'bytes are not read' : 'a type that is not read; cast it to text' };
  });
}
