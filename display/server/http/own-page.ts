/** What changes anything comes from a page of our own, declared as JSON: no form and no script of another site can send that. */
import type { IncomingHttpHeaders } from 'node:http';
import { judgeOrigin } from '../gateway/origin.ts';

export type ForeignReason = 'no-origin' | 'foreign-origin' | 'not-json';

/** @param allowed further origins, from ALLOWED_ORIGINS. @returns undefined: it is ours. */
export function foreignBecause(
  headers: IncomingHttpHeaders,
  allowed: ReadonlySet<string>,
): ForeignReason | undefined {
  const { origin, host } = headers;
  const verdict = judgeOrigin(origin, host, allowed);
  if (verdict === 'missing') return 'no-origin';
  if (verdict !== 'same-host' && verdict !== 'allowed') return 'foreign-origin';
  // Another port of this machine is another origin, but the same site: its pages would send our cookies.
  const site = headers['sec-fetch-site'];
  if (verdict === 'same-host' && site !== undefined && site !== 'same-origin') return 'foreign-origin';
  if (!/^application\/json *(;|$)/i.test(headers['content-type'] ?? '')) return 'not-json';
  return undefined;
}

/** Whether the browser speaks HTTPS, wherever that ends. A page cannot say otherwise of itself. */
export const isSecurePage = ({ origin }: IncomingHttpHeaders): boolean =>
  origin?.startsWith('https:') === true;
