/** The request that follows a redirect, as browsers follow it (Fetch, 4.4). Pure. */
import { UpstreamError } from '../../shared/errors.ts';

export interface Hop {
  readonly url: URL;
  readonly method: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
/** What says nothing of who asks. Any other header may hold a credential, whatever its name. */
const PLAIN_HEADERS: readonly string[] = [
  'accept',
  'accept-encoding',
  'accept-language',
  'user-agent',
  'if-none-match',
  'if-modified-since',
];

export function isRedirect(status: number): boolean {
  return REDIRECTS.includes(status);
}

/** @throws UpstreamError when there is no address to follow, or a body would have to leave its origin. */
export function hopAfter(hop: Hop, status: number, location: string | undefined): Hop {
  const url =
    location !== undefined && URL.canParse(location, hop.url) ? new URL(location, hop.url) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    throw new UpstreamError({
      reason: 'client',
      message: `HTTP ${status}: redirected to no http(s) address`,
    });
  const becomesGet =
    (status === 303 && hop.method !== 'HEAD') ||
    ((status === 301 || status === 302) && hop.method === 'POST');
  const isSameOrigin = url.origin === hop.url.origin;
  const body = becomesGet ? undefined : hop.body;
  if (!isSameOrigin && body !== undefined)
    throw new UpstreamError({
      reason: 'client',
      message: `HTTP ${status}: redirected to another origin with its body, which may hold a credential`,
    });
  const headers = Object.entries(hop.headers).filter(
    ([name]) =>
      (isSameOrigin || PLAIN_HEADERS.includes(name)) && (body !== undefined || name !== 'content-type'),
  );
  return { url, method: becomesGet ? 'GET' : hop.method, headers: Object.fromEntries(headers), body };
}
