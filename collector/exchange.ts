/** HTTP within bounds: origins, redirects, time, bytes, growth when unpacked, and every failure by its reason. */
import type { Dispatcher } from 'undici';
import type { Source } from '../shared/config/source.ts';
import { reasonOfStatus, UpstreamError } from '../shared/errors.ts';
import type { Exchange, ExchangeAnswer, ExchangeRequest } from './connector.ts';
import { AnswerReader, type ExchangeBounds, type RawAnswer } from './answer-reader.ts';
import { AccessTokens } from './network/access-tokens.ts';
import { withAuthorization } from './network/authorization.ts';
import { asUpstreamError } from './network/exchange-failure.ts';
import { checkOrigin } from './network/origins.ts';
import { hopAfter, isRedirect, type Hop } from './network/redirect.ts';

/** A wish beyond a day is a mistake of the upstream. */
const MAX_RETRY_AFTER_MS = 86_400_000;

export interface ExchangeOptions {
  /** Connections under the source's own rule. */
  readonly agent: Dispatcher;
  /** Its end ends the exchange. */
  readonly signal: AbortSignal;
  readonly limits: Pick<Source['limits'], 'maxBytes' | 'maxRatio' | 'maxRedirects'>;
  /** Origins that may be asked; nobody else is. */
  readonly origins: ReadonlySet<string>;
  /** Tokens that the lane remembers between polls. */
  readonly tokens?: AccessTokens | undefined;
}

/** The exchange of one poll. */
export function makeExchange(options: ExchangeOptions): Exchange {
  const { signal } = options;
  const ask = async (request: ExchangeRequest) => {
    try {
      return await follow(options, request);
    } catch (error) {
      throw asUpstreamError(error, signal);
    }
  };
  return withAuthorization(ask, options.tokens ?? new AccessTokens());
}

async function follow(options: ExchangeOptions, request: ExchangeRequest): Promise<ExchangeAnswer> {
  const { limits, origins } = options;
  const bounds = { maxRatio: limits.maxRatio, maxBytes: request.maxBytes ?? limits.maxBytes };
  let hop = firstHop(request);
  for (let followed = 0; ; followed += 1) {
    checkOrigin(hop.url, origins);
    const answer = await askOnce(options, hop, bounds);
    const { status, headers } = answer;
    if (!isRedirect(status)) return successOf(answer, hop);
    if (followed >= limits.maxRedirects)
      throw new UpstreamError({
        reason: 'client',
        message: `HTTP ${status}: redirected more than ${limits.maxRedirects} times`,
      });
    hop = hopAfter(hop, status, headers['location']);
  }
}

function askOnce(
  { agent, signal }: ExchangeOptions,
  { url, method, headers, body }: Hop,
  bounds: ExchangeBounds,
): Promise<RawAnswer> {
  signal.throwIfAborted();
  const request: Dispatcher.DispatchOptions = {
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method: method as Dispatcher.HttpMethod,
    headers,
    body: body ?? null,
  };
  return new Promise((resolve, reject) => {
    agent.dispatch(request, new AnswerReader(bounds, signal, resolve, reject));
  });
}

function firstHop(request: ExchangeRequest): Hop {
  return {
    url: parseUrl(request.url),
    method: request.method ?? 'GET',
    headers: headersOf(request),
    body: request.body,
  };
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // The address may hold a secret, so it is never repeated.
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    throw new UpstreamError({ reason: 'client', message: 'the url of the settings is no http(s) address' });
  if (url.username !== '' || url.password !== '')
    throw new UpstreamError({ reason: 'client', message: 'a user in the url; name it in `auth`' });
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

function successOf(answer: RawAnswer, { url }: Hop): ExchangeAnswer {
  const { status, headers, body } = answer;
  const isSuccess = (status >= 200 && status < 300) || status === 304;
  if (isSuccess) return { status, headers, body, url: url.href };
  throw new UpstreamError({
    reason: status < 400 ? 'client' : reasonOfStatus(status),
    message: `HTTP ${status}`,
    retryAfterMs: retryAfterMs(headers['retry-after'], Date.now()),
    httpStatus: status,
  });
}

/** Retry-After is seconds or a date. */
function retryAfterMs(text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined || text === '') return undefined;
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(0, waitMs), MAX_RETRY_AFTER_MS);
}
