/** Which origins (scheme, host and port) a source may ask. Pure. */
import { UpstreamError } from '../../shared/errors.ts';

function originOf(text: string): string | undefined {
  if (!/^\s*https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  return new URL(text).origin;
}

/** The origins of every address that stands in the settings, and those that are allowed beside them. */
export function originsOf(settings: unknown, further: readonly string[] = []): ReadonlySet<string> {
  const found = new Set<string>();
  const open: unknown[] = [settings, ...further];
  while (open.length > 0) {
    const node = open.pop();
    const origin = typeof node === 'string' ? originOf(node) : undefined;
    if (origin !== undefined) found.add(origin);
    if (node !== null && typeof node === 'object') open.push(...Object.values(node));
  }
  return found;
}

/** @throws UpstreamError for an origin that nobody named. */
export function checkOrigin(url: URL, named: ReadonlySet<string>): void {
  if (named.has(url.origin)) return;
  throw new UpstreamError({
    reason: 'forbidden-address',
    message:
      'it leads to an origin that neither the settings nor `network.origins` name; if that is right, name it there',
  });
}
