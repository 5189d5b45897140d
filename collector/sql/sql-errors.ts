/** What an SQL server's refusal means. Its own words may quote rows and are never repeated; its code is. Pure. */
import { UpstreamError, type UpstreamReason } from '../../shared/errors.ts';

type Meaning = readonly [reason: UpstreamReason, words: string];

const TIMED_OUT: Meaning = ['timeout', 'the query took too long'];
const CROWDED: Meaning = ['rate-limited', 'too many connections'];
const WRITES: Meaning = ['client', 'the query would write'];
const FORBIDDEN: Meaning = ['auth', 'the user may not read this'];
const SIGN_IN: Meaning = ['auth', 'user or password is not accepted'];

/** SQLSTATE, whole or by its class of two letters; the longest that fits wins. PostgreSQL's Appendix A. */
const STATES: Readonly<Record<string, Meaning>> = {
  '08': ['unreachable', 'the connection failed'],
  '08004': CROWDED,
  '08P01': ['malformed', 'a broken protocol'],
  '0A': ['client', 'the server does not know this feature'],
  '22': ['client', 'a value that the query cannot work with'],
  '22021': ['malformed', 'bytes that do not fit the character set'],
  '22P05': ['malformed', 'bytes that do not fit the character set'],
  '25006': WRITES,
  '28': SIGN_IN,
  '3D': ['client', 'no such database'],
  '3F': ['client', 'no such schema'],
  '40': ['server', 'the transaction was rolled back'],
  '42': ['client', 'the query is not accepted'],
  '42P01': ['client', 'no such table'],
  '42S02': ['client', 'no such table'],
  '42703': ['client', 'no such column'],
  '42S22': ['client', 'no such column'],
  '42501': FORBIDDEN,
  '42601': ['client', 'a syntax error in the query'],
  '53': ['server', 'the server lacks resources'],
  '53300': CROWDED,
  '54': ['client', 'the query is too complex'],
  '55': ['server', 'an object is not ready'],
  '55P03': TIMED_OUT,
  '57': ['server', 'the server stopped the query'],
  '57014': TIMED_OUT,
  '58': ['server', 'the server has a system error'],
  HY: ['server', 'the server has an error'],
  XX: ['server', 'the server has an internal error'],
};

/** MySQL and MariaDB say more by their own numbers. */
const MYSQL_NUMBERS: Readonly<Record<number, Meaning>> = {
  1040: CROWDED,
  1203: CROWDED,
  1226: CROWDED,
  1044: FORBIDDEN,
  1045: SIGN_IN,
  1698: SIGN_IN,
  1049: ['client', 'no such database'],
  1053: ['server', 'the server is shutting down'],
  1064: ['client', 'a syntax error in the query'],
  1142: FORBIDDEN,
  1143: FORBIDDEN,
  1227: FORBIDDEN,
  1370: FORBIDDEN,
  1205: TIMED_OUT,
  1317: TIMED_OUT,
  1969: TIMED_OUT,
  3024: TIMED_OUT,
  1792: WRITES,
  1290: WRITES,
  1927: ['server', 'the server cut the connection'],
};

function meaningOf(state: string, number: number | undefined): Meaning {
  return (
    MYSQL_NUMBERS[number ?? 0] ??
    STATES[state] ??
    STATES[state.slice(0, 2)] ?? ['client', 'the query is not accepted']
  );
}

const SQLSTATE = /^[0-9A-Z]{5}$/;

/** @param number of MySQL. */
export function sqlError(state: string, number?: number): UpstreamError {
  const known = SQLSTATE.test(state) ? state : 'HY000';
  const [reason, words] = meaningOf(known, number);
  const code = number === undefined ? `SQLSTATE ${known}` : `SQLSTATE ${known}, error ${number}`;
  return new UpstreamError({ reason, message: `${words} (${code})` });
}

const CERTIFICATE =
  /^(HANDSHAKE_SSL_ERROR|CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH)/;

/** Errors of the network below, and of a driver that cannot read what comes. Undefined: neither. */
export function networkError(error: Error): UpstreamError | undefined {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (CERTIFICATE.test(code))
    return new UpstreamError({ reason: 'unreachable', message: 'its certificate is not accepted' });
  if (/^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|PROTOCOL_CONNECTION_LOST|ERR_STREAM)/.test(code))
    return new UpstreamError({ reason: 'unreachable', message: 'the connection was cut' });
  // Plain errors are a driver's own; one of a kind, such as a TypeError, may be a defect of ours.
  if (/^(ERR_OUT_OF_RANGE|ERR_BUFFER|PROTOCOL_)/.test(code) || error.name === 'Error')
    return new UpstreamError({ reason: 'malformed', message: 'an answer that breaks its protocol' });
  return undefined;
}
