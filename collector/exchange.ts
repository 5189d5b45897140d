/** HTTP within bounds: time, bytes, growth when unpacked, and every failure by its reason. */
import { Agent, errors, type Dispatcher } from 'undici';
import { reasonOfStatus, UpstreamError, type UpstreamReason } from '../shared/errors.ts';
import { AnswerReader, type ExchangeBounds, type RawAnswer } from './answer-reader.ts';
import type { Exchange, ExchangeAnswer, ExchangeRequest } from './connector.ts';

const CONNECT_TIMEOUT_MS = 3_000;
/** Connections kept to one upstream. */
const MAX_CONNECTIONS_PER_ORIGIN = 16;
const KEEP_ALIVE_MS = 30_000;
const MAX_HEADER_BYTES = 16_384;
/** A wish beyond a day is a mistake of the upstream. */
const MAX_RETRY_AFTER_MS = 86_400_000;

/** Connections of one lane to its upstreams. */
export function makeAgent(): Agent {
  return new Agent({
    connect: { timeout: CONNECT_TIMEOUT_MS },
    connections: MAX_CONNECTIONS_PER_ORIGIN,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
    // The poll's own signal is the clock of the whole; undici's would cut long but lively answers.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

/** The exchange of one poll. `signal` ends it; what it costs is bounded by `bounds`. */
export function makeExchange(agent: Dispatcher, signal: AbortSignal, bounds: ExchangeBounds): Exchange {
  return async (request) => {
    const url = parseUrl(request.url);
    const options: Dispatcher.DispatchOptions = {
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: (request.method ?? 'GET') as Dispatcher.HttpMethod,
      headers: headersOf(request),
      body: request.body ?? null,
    };
    const maxBytes = request.maxBytes ?? bounds.maxBytes;
    try {
      signal.throwIfAborted();
      const answer = await new Promise<RawAnswer>((resolve, reject) => {
        agent.dispatch(options, new AnswerReader({ ...bounds, maxBytes }, signal, resolve, reject));
      });
      return successOf(answer);
    } catch (error) {
      throw asUpstreamError(error, signal);
    }
  };
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // The address may hold a secret, so it is never repeated.
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    throw new UpstreamError({ reason: 'client', message: 'the url of the settings is no http(s) address' });
  return url;
}

function headersOf({ headers, validators, body }: ExchangeRequest): Record<string, string> {
  return {
    'accept-encoding': 'gzip, deflate, br',
    'user-agent': 'ioc-wall',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(validators?.etag === undefined ? {} : { 'if-none-match': validators.etag }),
    ...(validators?.lastModified === undefined ? {} : { 'if-modified-since': validators.lastModified }),
    ...Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value])),
  };
}

function successOf(answer: RawAnswer): ExchangeAnswer {
  const { status, headers } = answer;
  const isSuccess = (status >= 200 && status < 300) || status === 304;
  if (isSuccess) return answer;
  throw new UpstreamError({
    reason: status < 400 ? 'client' : reasonOfStatus(status),
    message: status < 400 ? `HTTP ${status}: redirected, and redirects are not followed` : `HTTP ${status}`,
    retryAfterMs: retryAfterMs(headers['retry-after'], Date.now()),
  });
}

/** Retry-After is seconds or a date. */
function retryAfterMs(text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined || text === '') return undefined;
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(0, waitMs), MAX_RETRY_AFTER_MS);
}

/** Codes of the system and of undici by what they mean to us. Their messages may name addresses, so ours replace them. */
const CODES: readonly (readonly [RegExp, UpstreamReason, string])[] = [
  [/^UND_ERR_CONNECT_TIMEOUT$/, 'unreachable', `no connection within ${CONNECT_TIMEOUT_MS} ms`],
  [/^UND_ERR_HEADERS_OVERFLOW$/, 'too-large', `headers of more than ${MAX_HEADER_BYTES} bytes`],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'unreachable', 'its name is not found'],
  [/^ECONNREFUSED$/, 'unreachable', 'the connection is refused'],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, 'unreachable', 'the connection was cut'],
  [/^(EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/, 'unreachable', 'no way to its address'],
  [/^(CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/, 'unreachable', 'its certificate is not accepted'],
  [/^HPE_/, 'malformed', 'an answer that is no HTTP'],
  [/^(Z_|ERR_BROTLI|ERR__ERROR_FORMAT)/, 'malformed', 'a body that cannot be unpacked'],
  [/^UND_ERR_(RES_CONTENT_LENGTH_MISMATCH)$/, 'malformed', 'a body shorter or longer than announced'],
  [/^UND_ERR_INVALID_ARG$/, 'client', 'settings that make no valid request'],
];

function asUpstreamError(error: unknown, signal: AbortSignal): unknown {
  if (error instanceof UpstreamError) return error;
  if (signal.aborted) return new UpstreamError({ reason: 'timeout', message: 'no whole answer in time' });
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
