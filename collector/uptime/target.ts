/** What is asked of a target, by the scheme of its address. */
import { z } from 'zod';
import { idSchema } from '../../shared/config/common.ts';
import type { Dial } from '../connector.ts';
import { rootCertificates } from 'node:tls';
import { dialWithin } from '../probing/dial-within.ts';
import { certificateDaysLeft } from './certificate.ts';
import { askNameServer, canonicalAddress, DNS_TYPES, type DnsType } from './dns-query.ts';
import { httpStatus } from './http-head.ts';

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  'http:': 80,
  'https:': 443,
  'tls:': 443,
  'dns:': 53,
};
/** Of HTTP: what begins here asks for something else than the page, or says that it failed. */
const FIRST_BAD_STATUS = 400;
const MAX_DNS_ID = 65_535;

export const targetSchema = z.strictObject({
  place: idSchema.meta({ description: 'The place it stands for, e.g. one of the 27 systems.' }),
  url: z
    .string()
    .refine(isTargetAddress, {
      error: 'an address as http://…, https://…, tcp://host:port, tls://host:port or dns://server/name',
    })
    .meta({
      description:
        'What is asked: `https://host/path` and `http://…` for a page, `tcp://host:port` for a port, `tls://host:port` for a port with a certificate, `dns://server/name?type=A` for a name.',
    }),
  statuses: z.array(z.number().int().min(100).max(599)).default([]).meta({
    description: 'HTTP statuses that mean it is up; none named: every one below 400.',
  }),
  addresses: z.array(z.string()).default([]).meta({
    description: 'Addresses that a name must have, all of them; none named: any one.',
  }),
});
export type Target = z.infer<typeof targetSchema>;

/** What an answer means; `ok` alone is up. Failures that give no answer are named by their UpstreamReason. */
export interface Verdict {
  readonly reason: 'ok' | 'status' | 'name-not-found' | 'no-address' | 'other-address' | 'dns-failure';
  readonly status: number | null;
  readonly certificateDaysLeft: number | null;
}

export interface Means {
  readonly dial: Dial;
  /** PEM of the authorities that vouch for internal certificates, beside those of Node. */
  readonly ca: readonly string[];
  readonly signal: AbortSignal;
  readonly nowMs: number;
}

function isTargetAddress(text: string): boolean {
  // What the environment gives is seen when it is used.
  if (text.startsWith('${')) return true;
  // `${NAME}` may stand for a port, which no URL can have as a letter.
  const url = text.replaceAll(/\$\{[A-Z0-9_]+\}/g, '1');
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, port, pathname, searchParams } = new URL(url);
  if (hostname === '') return false;
  if (protocol === 'dns:') {
    const type = searchParams.get('type') ?? 'A';
    return pathname.length > 1 && DNS_TYPES.includes(type as DnsType);
  }
  return ['http:', 'https:', 'tls:'].includes(protocol) || (protocol === 'tcp:' && port !== '');
}

/** @throws UpstreamError when there is no answer. */
export async function askTarget(target: Target, means: Means): Promise<Verdict> {
  const url = new URL(target.url);
  const { signal } = means;
  const socket = await connect(url, means);
  try {
    const days = certificateDaysLeft(socket, means.nowMs);
    if (url.protocol === 'dns:') {
      const question = {
        name: decodeURIComponent(url.pathname.slice(1)),
        type: (url.searchParams.get('type') ?? 'A') as DnsType,
        id: Math.floor(Math.random() * MAX_DNS_ID),
      };
      const { code, addresses } = await askNameServer(socket, question, signal);
      return { reason: dnsReason(code, addresses, target), status: null, certificateDaysLeft: null };
    }
    if (url.protocol === 'tcp:' || url.protocol === 'tls:')
      return { reason: 'ok', status: null, certificateDaysLeft: days };
    const status = await httpStatus(socket, url, signal);
    const { statuses } = target;
    const isGood = statuses.length === 0 ? status < FIRST_BAD_STATUS : statuses.includes(status);
    return { reason: isGood ? 'ok' : 'status', status, certificateDaysLeft: days };
  } finally {
    socket.destroy();
  }
}

function connect(url: URL, { dial, ca, signal }: Means) {
  const { protocol, hostname, port } = url;
  const isTls = protocol === 'https:' || protocol === 'tls:';
  const tls = {
    ...(ca.length === 0 ? {} : { ca: [...rootCertificates, ...ca] }),
    ...(protocol === 'https:' ? { ALPNProtocols: ['http/1.1'] } : {}),
  };
  return dialWithin(
    dial,
    {
      host: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
      port: port === '' ? (DEFAULT_PORTS[protocol] ?? 0) : Number(port),
      tls: isTls ? tls : undefined,
    },
    signal,
  );
}

function dnsReason(code: number, addresses: readonly string[], { addresses: wanted }: Target) {
  if (code === 3) return 'name-not-found';
  if (code !== 0) return 'dns-failure';
  if (addresses.length === 0) return 'no-address';
  return wanted.every((address) => addresses.includes(canonicalAddress(address))) ? 'ok' : 'other-address';
}
