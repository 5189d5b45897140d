/** Where to go after the sign-in: a path of this server, never an address that somebody else put into a link. Pure. */
export function localPath(asked: unknown): string | undefined {
  if (typeof asked !== 'string' || !asked.startsWith('/')) return undefined;
  // Browsers read `//` and `/\` as the beginning of another host.
  const url = URL.canParse(asked, 'http://here.invalid') ? new URL(asked, 'http://here.invalid') : undefined;
  if (url?.origin !== 'http://here.invalid' || url.pathname.startsWith('/console')) return undefined;
  return url.pathname + url.search + url.hash;
}
