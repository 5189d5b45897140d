/** The `Link` header (RFC 8288). Pure. */

/** One link: its target, then its parameters. A header is at most 16 kB, and nothing here backtracks twice. */
const LINK = /<([^<>]*)>((?:\s*;\s*[^\s;,="<>]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]*))?)*)/g;
const PARAMETER = /;\s*([^\s;,="<>]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?/g;

/** Target of the first link that is the next page of this very resource; it may be relative. */
export function nextLink(header: string | undefined): string | undefined {
  for (const [, target = '', parameters = ''] of (header ?? '').matchAll(LINK)) {
    const found = new Map<string, string>();
    for (const [, name = '', quoted, plain] of parameters.matchAll(PARAMETER)) {
      const key = name.toLowerCase();
      // Of a parameter that stands twice the first counts.
      if (!found.has(key)) found.set(key, (quoted ?? plain ?? '').replaceAll(/\\(.)/g, '$1'));
    }
    const relations = (found.get('rel') ?? '').toLowerCase().split(/\s+/);
    // With an anchor it speaks of another resource.
    if (relations.includes('next') && !found.has('anchor')) return target;
  }
  return undefined;
}
