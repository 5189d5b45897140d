/** Tables of a MySQL or MariaDB server, read by one query in a read-only transaction. */
import mysql, { type FieldPacket } from 'mysql2';
import type { Connector, PollRequest } from '../connector.ts';
import {
  makeJsonReader,
  readDate,
  readFloat,
  readFloat32,
  readInstant,
  readLocalTime,
  readNumber,
  readText,
  type CellReader,
} from '../sql/cell-readers.ts';
import {
  cancelMysql,
  MYSQL_PORT,
  mysqlError,
  offsetText,
  openMysql,
  type MysqlSession,
} from '../sql/mysql-session.ts';
import { pollWith } from '../sql/poll-query.ts';
import { RowsDocument, type Column, type RawRow, type RowBounds } from '../sql/rows-document.ts';
import { sqlSettings, valuesOf, type SqlSettings } from '../sql/settings.ts';
import { compileQuery } from '../sql/statement.ts';

const settings = sqlSettings('mysql', MYSQL_PORT);

export const connector: Connector<SqlSettings> = {
  id: 'mysql',
  title: { vi: 'Bảng của MySQL và MariaDB', en: 'Tables of MySQL and MariaDB' },
  settings,
  answers: 'document',
  example: `id: ioffice
name: { vi: Văn bản đến theo đơn vị, en: Incoming documents by agency }
office: { vi: Văn phòng UBND tỉnh, en: Office of the Provincial People's Committee }
domain: van-ban-dien-tu
connector: mysql
everySeconds: 60
network: { cidrs: [10.20.0.0/16] }
settings:
  server: db.ioffice.example
  database: ioffice
  user: ioc
  password: \${IOFFICE_DB_PASSWORD}
  ca: \${IOFFICE_DB_CA}
  query: >-
    SELECT ma_don_vi, COUNT(*) AS so_van_ban, MAX(cap_nhat) AS cap_nhat FROM van_ban
    WHERE loai = {loai} AND DATE(ngay) = CURRENT_DATE GROUP BY ma_don_vi
  parameters: { loai: den }
mapping: |
  { "observations": [ rows.{
      "indicator": "van-ban-den",
      "place": $place("agency", ma_don_vi),
      "value": so_van_ban,
      "observedAt": $time(cap_nhat)
    } ] }
`,
  poll: pollWith<MysqlSession>({
    open: openMysql,
    read: rowsOf,
    cancel: cancelMysql,
    close: sayGoodbye,
    reasonBehind: mysqlError,
  }),
};

/** Unless the connection is gone already. */
async function sayGoodbye({ connection, socket }: MysqlSession): Promise<void> {
  if (socket.destroyed) return;
  await new Promise<void>((resolve) => {
    socket.once('close', resolve);
    connection.end(() => resolve());
  });
  socket.destroy();
}

function rowsOf(
  request: PollRequest<SqlSettings>,
  session: MysqlSession,
  bounds: RowBounds,
): Promise<RowsDocument> {
  const { settings: given, limits } = request;
  const { connection, socket, offsetMs } = session;
  const statement = compileQuery(given.query, 'mysql');
  const values = valuesOf(statement, request, (atMs) => localText(atMs, offsetMs));
  return new Promise((resolve, reject) => {
    let document: RowsDocument | undefined;
    let isFull = false;
    const query = connection.execute({ sql: statement.text, values, rowsAsArray: true });
    connection.once('error', reject);
    query.on('error', reject);
    query.on('fields', (fields: readonly FieldPacket[]) => {
      document = new RowsDocument(columnsOf(fields, offsetText(offsetMs), limits.maxDepth), bounds);
    });
    query.on('result', (row: unknown) => {
      if (isFull || document === undefined) return;
      isFull = !document.add(row as RawRow);
      if (!isFull) return;
      // The protocol has no word for "enough": the rest of the rows would come.
      socket.destroy();
      resolve(document);
    });
    query.on('end', () => {
      if (document !== undefined) resolve(document);
    });
  });
}

/** `2026-11-20 10:00:00.000`, in the session's zone, as columns with and without a zone are compared. */
function localText(atMs: number, offsetMs: number): string {
  return new Date(atMs + offsetMs).toISOString().slice(0, -1).replace('T', ' ');
}

const READERS: Readonly<Record<number, CellReader>> = {
  [mysql.Types.TINY]: readNumber,
  [mysql.Types.SHORT]: readNumber,
  [mysql.Types.INT24]: readNumber,
  [mysql.Types.LONG]: readNumber,
  [mysql.Types.LONGLONG]: readNumber,
  [mysql.Types.YEAR]: readNumber,
  [mysql.Types.DECIMAL]: readNumber,
  [mysql.Types.NEWDECIMAL]: readNumber,
  [mysql.Types.FLOAT]: readFloat32,
  [mysql.Types.DOUBLE]: readFloat,
  [mysql.Types.DATE]: readDate,
  [mysql.Types.NEWDATE]: readDate,
  [mysql.Types.DATETIME]: readLocalTime,
  [mysql.Types.TIME]: readText,
  [mysql.Types.NULL]: readText,
};
const TEXTS: ReadonlySet<number> = new Set([
  mysql.Types.VARCHAR,
  mysql.Types.VAR_STRING,
  mysql.Types.STRING,
  mysql.Types.ENUM,
  mysql.Types.SET,
  mysql.Types.TINY_BLOB,
  mysql.Types.MEDIUM_BLOB,
  mysql.Types.LONG_BLOB,
  mysql.Types.BLOB,
]);
/** Long texts and bytes have the same types; the character set of bytes is this one. */
const BINARY_CHARSET = 63;

function columnsOf(fields: readonly FieldPacket[], offset: string, maxDepth: number): Column[] {
  return fields.map((field) => {
    const { name } = field;
    const type = field.columnType ?? -1;
    const charset = (field as FieldPacket & { characterSet?: number }).characterSet;
    if (type === mysql.Types.JSON) return { name, read: makeJsonReader(maxDepth) };
    if (type === mysql.Types.TIMESTAMP) return { name, read: (raw) => readInstant(`${raw}${offset}`) };
    if (TEXTS.has(type) && charset === BINARY_CHARSET) return { name, why: 'bytes are not read' };
    const read = TEXTS.has(type) ? readText : READERS[type];
    return read === undefined ? { name, why: 'a type that is not read; cast it to text' } : { name, read };
  });
}
