/**
 * Which pages may open a socket here. CORS does not guard WebSockets: any page of any site may try, and a browser
 * says in `Origin` which page it was. Whoever sends none is no browser; it is refused as well, so that the rule
 * has no gap, and a program that means it sends the address it connects to.
 */

export type OriginVerdict = 'same-host' | 'allowed' | 'missing' | 'malformed' | 'foreign';

/**
 * @param allowed further origins, as `scheme://host[:port]`, from ALLOWED_ORIGINS.
 * @param host the request's Host header. TLS may end at a proxy, so the scheme is not compared.
 */
export function judgeOrigin(
  origin: string | undefined,
  host: string | undefined,
  allowed: ReadonlySet<string>,
): OriginVerdict {
  if (origin === undefined || origin === '') return 'missing';
  if (!URL.canParse(origin)) return 'malformed';
  const url = new URL(origin);
  if (host !== undefined && url.host !== '' && url.host === normalHost(host, url.protocol))
    return 'same-host';
  return allowed.has(url.origin) ? 'allowed' : 'foreign';
}

export function isWelcome(verdict: OriginVerdict): boolean {
  return verdict === 'same-host' || verdict === 'allowed';
}

/** A default port is left out, as browsers leave it out of an origin. */
function normalHost(host: string, protocol: string): string {
  const address = `${protocol}//${host}`;
  return URL.canParse(address) ? new URL(address).host : '';
}
