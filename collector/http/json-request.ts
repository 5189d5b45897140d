/** A request to a JSON upstream before it is sent, and what is put into it page by page. Pure. */
import type { HttpAuth } from '../../shared/config/http-auth.ts';
import type { ExchangeRequest } from '../connector.ts';

export interface JsonRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly auth: HttpAuth | undefined;
  /** Sent as JSON; undefined: none. */
  readonly body: unknown;
}

export type ParameterPlace = 'query' | 'body';

export function withParameter(
  request: JsonRequest,
  place: ParameterPlace,
  name: string,
  value: string | number | boolean,
): JsonRequest {
  if (place === 'body')
    return { ...request, body: { ...(request.body as object | undefined), [name]: value } };
  // What is no address is refused when it is asked.
  if (!URL.canParse(request.url)) return request;
  const url = new URL(request.url);
  url.searchParams.set(name, String(value));
  return { ...request, url: url.href };
}

/** A request to an address that the upstream named. To another origin nothing goes that says who asks. */
export function requestTo(address: string, base: string, request: JsonRequest): JsonRequest | undefined {
  if (!URL.canParse(address, base)) return undefined;
  const url = new URL(address, base);
  const isSameOrigin = URL.canParse(request.url) && new URL(request.url).origin === url.origin;
  if (isSameOrigin) return { ...request, url: url.href };
  const accept = request.headers['accept'];
  return {
    url: url.href,
    method: 'GET',
    headers: accept === undefined ? {} : { accept },
    auth: undefined,
    body: undefined,
  };
}

export function exchangeRequest({ url, method, headers, auth, body }: JsonRequest): ExchangeRequest {
  return { url, method, headers, auth, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
}
