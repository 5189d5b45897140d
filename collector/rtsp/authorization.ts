/** How a camera is told who asks: digest (RFC 7616, RFC 2617 and 2069) before basic, which says the password itself. Pure. */
import { createHash } from 'node:crypto';
import type { RtspAnswer } from './conversation.ts';

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

export interface Challenge {
  readonly scheme: 'digest' | 'basic';
  readonly fields: Readonly<Record<string, string>>;
}

/** Hashes by the names of the standard, the stronger first. */
const HASHES = new Map([
  ['sha-256', 'sha256'],
  ['md5', 'md5'],
]);
const FIELD = /(?<![a-z])([a-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/gi;

/** The challenges of an answer that can be met, the best first. */
export function challengesOf({ headers }: RtspAnswer): readonly Challenge[] {
  return headers
    .filter(([name]) => name === 'www-authenticate')
    .flatMap(([, value]) => {
      const [, scheme = '', rest = ''] = /^(digest|basic)(?:\s+(.*))?$/i.exec(value) ?? [];
      if (scheme === '') return [];
      const fields = Object.fromEntries(
        [...rest.matchAll(FIELD)].map(([, name = '', quoted, plain]) => [
          name.toLowerCase(),
          quoted?.replaceAll(/\\(.)/g, '$1') ?? plain ?? '',
        ]),
      );
      return [{ scheme: scheme.toLowerCase() as Challenge['scheme'], fields }];
    })
    .filter((challenge) => strength(challenge) > 0)
    .toSorted((a, b) => strength(b) - strength(a));
}

function strength({ scheme, fields }: Challenge): number {
  if (scheme === 'basic') return 1;
  const rank = [...HASHES.keys()].indexOf(algorithmOf(fields));
  return rank < 0 || fields['nonce'] === undefined ? 0 : 1 + HASHES.size - rank;
}

function algorithmOf(fields: Challenge['fields']): string {
  return (fields['algorithm'] ?? 'MD5').toLowerCase();
}

/** The header's value. @param clientNonce of our own, for servers that want one. */
export function authorizationOf(
  { scheme, fields }: Challenge,
  { user, password }: Credentials,
  request: { readonly method: string; readonly url: string },
  clientNonce: string,
): string {
  if (scheme === 'basic') return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const hash = HASHES.get(algorithmOf(fields)) ?? 'md5';
  const digest = (...parts: string[]) => createHash(hash).update(parts.join(':')).digest('hex');
  const { realm = '', nonce = '', qop, opaque, algorithm } = fields;
  const whole = qop?.split(',').some((word) => word.trim() === 'auth') === true;
  const count = '00000001';
  const identity = digest(user, realm, password);
  const asked = digest(request.method, request.url);
  const response = whole
    ? digest(identity, nonce, count, clientNonce, 'auth', asked)
    : digest(identity, nonce, asked);
  const quoted = { username: user, realm, nonce, uri: request.url, response, ...(opaque && { opaque }) };
  return `Digest ${[
    ...Object.entries(quoted).map(([name, value]) => `${name}="${value.replaceAll(/["\\]/g, '\\$&')}"`),
    ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
    ...(whole ? ['qop=auth', `nc=${count}`, `cnonce="${clientNonce}"`] : []),
  ].join(', ')}`;
}
