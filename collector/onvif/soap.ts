/** SOAP 1.2 as ONVIF devices speak it: envelopes out, checked trees in. */
import { createHash } from 'node:crypto';
import { UpstreamError } from '../../shared/errors.ts';
import { parseGuarded } from '../guarded-xml.ts';
import { utf8Text } from '../json-document.ts';

const ENVELOPE = 'http://www.w3.org/2003/05/soap-envelope';
const SECURITY = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss';
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

export interface UsernameToken {
  readonly user: string;
  readonly password: string;
  readonly nonce: Buffer;
  /** On the device's own clock: one that is wrong would refuse us otherwise. */
  readonly createdMs: number;
}

export function soapRequest(body: string, token?: UsernameToken): string {
  const header = token === undefined ? '' : `<s:Header>${securityOf(token)}</s:Header>`;
  return `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="${ENVELOPE}">${header}<s:Body>${body}</s:Body></s:Envelope>`;
}

/** WS-UsernameToken 1.0 with a digest: the password itself is never said. */
function securityOf({ user, password, nonce, createdMs }: UsernameToken): string {
  const created = new Date(createdMs).toISOString();
  const digest = createHash('sha1').update(nonce).update(created).update(password).digest('base64');
  return [
    `<Security s:mustUnderstand="1" xmlns="${SECURITY}-wssecurity-secext-1.0.xsd"><UsernameToken>`,
    `<Username>${escapeXml(user)}</Username>`,
    `<Password Type="${SECURITY}-username-token-profile-1.0#PasswordDigest">${digest}</Password>`,
    `<Nonce EncodingType="${SECURITY}-soap-message-security-1.0#Base64Binary">${nonce.toString('base64')}</Nonce>`,
    `<Created xmlns="${SECURITY}-wssecurity-utility-1.0.xsd">${created}</Created>`,
    '</UsernameToken></Security>',
  ].join('');
}

export function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

/** An element without its prefix: its text, or its children and, behind `@`, its attributes. */
export type SoapNode = string | { readonly [name: string]: SoapNode | readonly SoapNode[] };

/** What stands in the body. @throws UpstreamError whose message repeats nothing of the document. */
export function soapBody(bytes: Uint8Array, maxDepth: number): SoapNode {
  const body = childOf(childOf(parse(bytes, maxDepth), 'Envelope'), 'Body');
  if (body === undefined) throw new UpstreamError({ reason: 'malformed', message: 'XML that is no SOAP' });
  const fault = childOf(body, 'Fault');
  if (fault === undefined) return body;
  const isRefusal = JSON.stringify(fault).includes('NotAuthorized');
  throw isRefusal
    ? new UpstreamError({ reason: 'auth', message: 'it refuses the user or the password' })
    : new UpstreamError({ reason: 'server', message: 'it answers with a fault' });
}

function parse(bytes: Uint8Array, maxDepth: number): SoapNode {
  return parseGuarded(utf8Text(bytes), maxDepth, {
    removeNSPrefix: true,
    attributeNamePrefix: '@',
    ignoreDeclaration: true,
  }) as SoapNode;
}

/** The first child of a name. */
export function childOf(node: SoapNode | undefined, name: string): SoapNode | undefined {
  if (node === undefined || typeof node === 'string' || !Object.hasOwn(node, name)) return undefined;
  const child = node[name];
  return Array.isArray(child) ? (child as readonly SoapNode[])[0] : (child as SoapNode);
}

/** The text at the end of a path; undefined where there is none. */
export function textAt(node: SoapNode | undefined, ...path: readonly string[]): string | undefined {
  const end = path.reduce(childOf, node);
  const text = typeof end === 'string' ? end : childOf(end, '#text');
  return typeof text === 'string' && text !== ''
    ? text.replaceAll(/&(amp|lt|gt|quot|apos);/g, (_whole, name: string) => ENTITIES[name] ?? '')
    : undefined;
}
