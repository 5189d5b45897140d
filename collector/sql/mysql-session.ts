/** One connection to MySQL or MariaDB, of one poll: signed in, read-only, bounded in time and size. */
import mysql, { type Connection, type ConnectionOptions, type RowDataPacket } from 'mysql2';
import type { Socket } from 'node:net';
import { UpstreamError } from '../../shared/errors.ts';
import { zoneOffsetMs } from '../../shared/period.ts';
import type { PollRequest } from '../connector.ts';
import { beforeEnd } from './before-end.ts';
import { addressOf, type SqlSettings } from './settings.ts';
import { networkError, sqlError } from './sql-errors.ts';
import { watchSocket } from './watch-socket.ts';

export const MYSQL_PORT = 3306;

export interface MysqlSession {
  readonly connection: Connection;
  /** Below the connection, and below its TLS: what is destroyed is gone at once. */
  readonly socket: Socket;
  /** Of the province's zone, east of UTC; the session's times are in it. */
  readonly offsetMs: number;
}

/** A packet's head is its length and number; then version 10 of the protocol, or an error. */
function isGreeting(first: Uint8Array): boolean {
  const [, , , number, version] = first;
  return (
    (number === undefined || number === 0) && (version === undefined || version === 10 || version === 0xff)
  );
}

export async function openMysql(request: PollRequest<SqlSettings>): Promise<MysqlSession> {
  const { settings, signal, dial, limits } = request;
  const socket = await dial(addressOf(settings.server, MYSQL_PORT));
  watchSocket(socket, { maxBytes: limits.maxBytes, isGreeting });
  const connection = connectionOn(socket, settings);
  try {
    await beforeEnd(signal, signedIn(connection));
    if (settings.tls !== 'off') watchSocket(streamOf(connection), { maxBytes: limits.maxBytes });
    const offsetMs = await beforeEnd(signal, prepare(connection, request));
    return { connection, socket, offsetMs };
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function connectionOn(socket: Socket, settings: SqlSettings): Connection {
  const { host, port } = addressOf(settings.server, MYSQL_PORT);
  const options: ConnectionOptions = {
    // The driver takes the name in the certificate from here; the connection itself is there already.
    host: settings.serverName ?? host,
    port,
    user: settings.user,
    password: settings.password,
    database: settings.database,
    stream: socket,
    charset: 'utf8mb4',
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    jsonStrings: true,
    // A server is not to have code made of its column names, nor files of this machine.
    disableEval: true,
    flags: ['-LOCAL_FILES'],
    multipleStatements: false,
    ...(settings.tls === 'off'
      ? {}
      : {
          ssl: {
            rejectUnauthorized: true,
            verifyIdentity: true,
            ...(settings.ca === undefined ? {} : { ca: settings.ca }),
          },
        }),
  };
  const connection = mysql.createConnection(options);
  // What goes wrong is told to whoever waits; an error without a listener would end the thread.
  connection.on('error', () => {});
  return connection;
}

/** With TLS another stream than the one that was dialled. */
function streamOf(connection: Connection): Socket {
  return (connection as Connection & { stream: Socket }).stream;
}

function signedIn(connection: Connection): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.once('error', reject);
    connection.connect((error) => (error === null ? resolve() : reject(error)));
  });
}

function ask(connection: Connection, text: string, values: readonly (string | number)[] = []) {
  return new Promise<RowDataPacket[]>((resolve, reject) => {
    connection.once('error', reject);
    connection.query<RowDataPacket[]>(text, [...values], (error, rows) =>
      error === null ? resolve(rows) : reject(error),
    );
  });
}

/** Names of zones need tables that few servers have, so the session's zone is an offset, of the server's own moment. */
async function prepare(
  connection: Connection,
  { settings, timeZone = 'UTC' }: PollRequest<SqlSettings>,
): Promise<number> {
  const [row] = await ask(
    connection,
    'SELECT VERSION() AS version, CAST(UNIX_TIMESTAMP() AS CHAR) AS seconds',
  );
  const { version, seconds } = row as { version: string; seconds: string };
  const offsetMs = zoneOffsetMs(Number(seconds) * 1000, timeZone);
  const timeoutS = settings.statementTimeoutMs / 1000;
  const [limit, most] = version.includes('MariaDB')
    ? ['max_statement_time', timeoutS]
    : ['max_execution_time', settings.statementTimeoutMs];
  await ask(connection, `SET SESSION time_zone = ?, lock_wait_timeout = ?, ${limit} = ?`, [
    offsetText(offsetMs),
    Math.ceil(timeoutS),
    most,
  ]);
  await ask(connection, 'START TRANSACTION READ ONLY');
  return offsetMs;
}

const MINUTE_MS = 60_000;

/** `+07:00` */
export function offsetText(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / MINUTE_MS);
  const two = (count: number) => String(count).padStart(2, '0');
  return `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** For the word that ends the query on the server, after the poll itself has ended. */
const LAST_WORD_MS = 2_000;

/** The poll has ended and nobody waits for the query any more; the server is told so on a connection of its own. */
export async function cancelMysql(request: PollRequest<SqlSettings>, { connection }: MysqlSession) {
  const { settings, dial } = request;
  const id = connection.threadId;
  const socket = await dial({ ...addressOf(settings.server, MYSQL_PORT), lastWordMs: LAST_WORD_MS });
  const other = connectionOn(socket, settings);
  try {
    await ask(other, 'KILL QUERY ?', [id]);
  } finally {
    socket.destroy();
  }
}

/** The reason behind what the driver throws; anything else is a defect and stays what it is. */
export function mysqlError(error: unknown): unknown {
  if (error instanceof UpstreamError || !(error instanceof Error)) return error;
  const { code = '', errno, sqlState } = error as NodeJS.ErrnoException & { sqlState?: string };
  if (sqlState !== undefined || (errno !== undefined && errno > 0)) return sqlError(sqlState ?? '', errno);
  if (code === 'HANDSHAKE_NO_SSL_SUPPORT')
    return new UpstreamError({ reason: 'unreachable', message: 'the server offers no TLS' });
  if (/^(AUTH_SWITCH|MYSQL_CLEAR)/.test(code))
    return new UpstreamError({
      reason: 'auth',
      message: 'the server asks for a way to sign in that is not used',
    });
  return networkError(error) ?? error;
}
