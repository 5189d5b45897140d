/** What went wrong in an exchange, by its reason. */
import { errors } from 'undici';
import { UpstreamError, type UpstreamReason } from '../../shared/errors.ts';
import { MAX_HEADER_BYTES } from './agents.ts';

/** Of Node and OpenSSL, about what the other side shows to prove who it is. */
export const CERTIFICATE_CODES = /^(CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/;

/** Codes of the system and of undici by what they mean to us. Their messages may name addresses, so ours replace them. */
const CODES: readonly (readonly [RegExp, UpstreamReason, string])[] = [
  [/^UND_ERR_CONNECT_TIMEOUT$/, 'unreachable', 'no connection in time'],
  [/^UND_ERR_HEADERS_OVERFLOW$/, 'too-large', `headers of more than ${MAX_HEADER_BYTES} bytes`],
  [/^ECONNREFUSED$/, 'unreachable', 'the connection is refused'],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, 'unreachable', 'the connection was cut'],
  [/^(EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/, 'unreachable', 'no way to its address'],
  [CERTIFICATE_CODES, 'unreachable', 'its certificate is not accepted'],
  [/^HPE_/, 'malformed', 'an answer that is no HTTP'],
  [/^(Z_|ERR_BROTLI|ERR__ERROR_FORMAT)/, 'malformed', 'a body that cannot be unpacked'],
  [/^UND_ERR_(RES_CONTENT_LENGTH_MISMATCH)$/, 'malformed', 'a body shorter or longer than announced'],
  [/^UND_ERR_INVALID_ARG$/, 'client', 'settings that make no valid request'],
];

/** Anything that is no failure of the exchange is given back as it is: a defect of ours. */
export function asUpstreamError(error: unknown, signal: AbortSignal): unknown {
  if (error instanceof UpstreamError) return error;
  if (signal.aborted) return new UpstreamError({ reason: 'timeout', message: 'no whole answer in time' });
  // Several addresses of a name were tried in vain.
  if (error instanceof AggregateError && error.errors.length > 0)
    return asUpstreamError(error.errors[0], signal);
  const code = codeOf(error);
  const known = CODES.find(([pattern]) => pattern.test(code));
  if (known !== undefined) return new UpstreamError({ reason: known[1], message: known[2] });
  if (error instanceof errors.UndiciError || code !== '')
    return new UpstreamError({ reason: 'unreachable', message: `the exchange failed (${code})` });
  return error;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  // undici's parser does not always say which of its codes it is.
  if (error instanceof errors.HTTPParserError) return 'HPE_';
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}
