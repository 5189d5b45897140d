/** One connection to PostgreSQL, of one poll: signed in, read-only, bounded in time and size. */
import type { Socket } from 'node:net';
import { isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import pg from 'pg';
import { UpstreamError } from '../../shared/errors.ts';
import type { PollRequest } from '../connector.ts';
import { beforeEnd } from './before-end.ts';
import { networkError, sqlError } from './sql-errors.ts';
import { addressOf, type SqlSettings } from './settings.ts';
import { watchSocket } from './watch-socket.ts';

export const POSTGRESQL_PORT = 5432;

/** "May we speak TLS?", of the protocol's own numbers. */
const TLS_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);
/** What a server may begin with: authentication, an error, a notice, a lower version. */
const GREETINGS = new Set(Buffer.from('RENv'));
/** A server looks this often whether we are still there, ms. */
const PRESENCE_CHECK_MS = 1_000;

/** The pg driver's own fields that it does not declare. */
export type PostgresqlClient = pg.Client & {
  readonly processID: number | null;
  readonly secretKey: number | null;
};

export async function openPostgresql(request: PollRequest<SqlSettings>): Promise<PostgresqlClient> {
  const { settings, signal, dial, limits } = request;
  const { host, port } = addressOf(settings.server, POSTGRESQL_PORT);
  const plain = await dial({ host, port });
  const socket = settings.tls === 'off' ? plain : await beforeEnd(signal, secured(plain, settings, host));
  watchSocket(socket, {
    maxBytes: limits.maxBytes,
    isGreeting: ([first = 0]) => GREETINGS.has(first),
  });
  const client = new pg.Client({
    host,
    port,
    user: settings.user,
    password: settings.password,
    database: settings.database,
    application_name: 'ioc-wall',
    ssl: false,
    stream: () => connected(socket),
  }) as PostgresqlClient;
  // What goes wrong is told to whoever waits; an error without a listener would end the thread.
  client.on('error', () => {});
  try {
    await beforeEnd(signal, client.connect());
    await beforeEnd(signal, client.query(preamble(request)));
  } catch (error) {
    socket.destroy();
    throw error;
  }
  return client;
}

/** The driver wants to connect by itself; this socket is, at the address that was checked. */
function connected(socket: Socket): Socket {
  socket.connect = () => {
    queueMicrotask(() => socket.emit('connect'));
    return socket;
  };
  return socket;
}

/** The protocol asks in clear whether the server speaks TLS, and begins it on the same connection. */
function secured(plain: Socket, { ca, serverName }: SqlSettings, host: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const fail = (reason: 'unreachable' | 'malformed', message: string) => {
      plain.destroy();
      reject(new UpstreamError({ reason, message }));
    };
    const cut = () => fail('unreachable', 'the connection was cut');
    plain.once('error', cut).once('close', cut);
    plain.once('data', (reply: Buffer) => {
      plain.off('error', cut).off('close', cut);
      const letter = reply.toString('latin1');
      if (letter === 'N') return fail('unreachable', 'the server offers no TLS');
      // More than one letter would be words of somebody before the encryption.
      if (letter !== 'S') return fail('malformed', 'an answer of another protocol');
      const name = serverName ?? host;
      const socket = connectTls({
        socket: plain,
        host: name,
        ...(isIP(name) === 0 ? { servername: name } : {}),
        ...(ca === undefined ? {} : { ca }),
      });
      const refused = () => fail('unreachable', 'its certificate is not accepted');
      socket.once('error', refused);
      socket.once('secureConnect', () => resolve(socket.off('error', refused)));
    });
    plain.write(TLS_REQUEST);
  });
}

/**
 * Nothing of the configuration stands in this text but numbers and the zone. `SET LOCAL` ends with the transaction; the
 * presence check is unknown to servers before version 14.
 */
function preamble({ settings, timeZone = 'UTC' }: PollRequest<SqlSettings>): string {
  const zone = timeZone.replaceAll(/[^\w/+-]/g, '');
  return [
    'BEGIN TRANSACTION READ ONLY',
    `SET LOCAL statement_timeout = ${settings.statementTimeoutMs}`,
    `SET LOCAL TimeZone = '${zone}'`,
    `SET LOCAL DateStyle = 'ISO, YMD'`,
    'SET LOCAL extra_float_digits = 1',
    `SET LOCAL client_encoding = 'UTF8'`,
    `SELECT set_config(name, '${PRESENCE_CHECK_MS}', true) FROM pg_settings WHERE name = 'client_connection_check_interval'`,
  ].join('; ');
}

const CANCEL_CODE = 80_877_102;
/** For the word that ends the query on the server, after the poll itself has ended. */
const LAST_WORD_MS = 2_000;

/** The poll has ended and nobody waits for the query any more; the server is told so on a connection of its own. */
export async function cancelPostgresql(
  { settings, dial }: PollRequest<SqlSettings>,
  { processID, secretKey }: PostgresqlClient,
): Promise<void> {
  if (processID === null || secretKey === null) return;
  const message = Buffer.alloc(16);
  for (const [at, number] of [16, CANCEL_CODE, processID, secretKey].entries())
    message.writeInt32BE(number, at * 4);
  const socket = await dial({
    ...addressOf(settings.server, POSTGRESQL_PORT),
    lastWordMs: LAST_WORD_MS,
  });
  socket.on('error', () => {});
  socket.end(message);
}

/** The reason behind what the driver throws; anything else is a defect and stays what it is. */
export function postgresqlError(error: unknown): unknown {
  if (error instanceof UpstreamError || !(error instanceof Error)) return error;
  if (error instanceof pg.DatabaseError) return sqlError(error.code ?? '');
  if (error.message.startsWith('Connection terminated'))
    return new UpstreamError({ reason: 'unreachable', message: 'the connection was cut' });
  if (error.message.startsWith('SASL'))
    return new UpstreamError({
      reason: 'auth',
      message: 'the server cannot prove that it knows the password',
    });
  return networkError(error) ?? error;
}
