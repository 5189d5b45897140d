/**
 * Who may enter figures: operators who are signed in, from anywhere, and whoever sits at this machine. For the latter the
 * socket must be loopback, the address that was typed must be loopback (a name that was rebound to us is not), and the
 * page must be ours. A proxy on this machine makes every visitor look like that, so what was forwarded is refused.
 */
import { isIP } from 'node:net';
import type { EntryDoorReason } from '../../../shared/api.ts';
import { roleAllows } from '../../../shared/account/role.ts';
import type { Caller } from '../auth/access.ts';
import { isLoopback } from '../loopback.ts';

interface DoorRequest {
  readonly remoteAddress: string | undefined;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Headers by which proxies say that they stand between. */
const FORWARDING =
  /^(forwarded|via|x-forwarded(-.*)?|x-real-ip|x-client-ip|x-original-.*|true-client-ip|cf-.*)$/;

/** `loopback`: this machine, and operators. `accounts`: operators alone. `off`: nobody. */
export const ENTRY_DOORS = ['loopback', 'accounts', 'off'] as const;
export type EntryDoor = (typeof ENTRY_DOORS)[number];

/** Whether it is the account by which this one enters. */
export const entersAsOperator = (session: Caller | undefined): boolean =>
  session !== undefined && !session.mustChange && roleAllows(session.role, 'operator');

/** Why figures cannot be entered from where this request comes; undefined when they can. */
export function closedBecause(
  { remoteAddress, headers }: DoorRequest,
  door: EntryDoor,
  session: Caller | undefined,
): EntryDoorReason | undefined {
  if (door === 'off') return 'switched-off';
  if (entersAsOperator(session)) return undefined;
  if (door === 'accounts') return session === undefined ? 'not-signed-in' : 'not-operator';
  if (session !== undefined && !isLoopbackSocket(remoteAddress)) return 'not-operator';
  if (!isLoopbackSocket(remoteAddress)) return 'not-loopback';
  if (Object.keys(headers).some((name) => FORWARDING.test(name))) return 'forwarded';
  if (loopbackHost(headers['host']) === undefined) return 'foreign-host';
  return undefined;
}

/** For what changes something, the page must be ours, too; a program that means it sends the address it connects to. */
export function foreignBecause({ headers }: DoorRequest): EntryDoorReason | undefined {
  const { origin } = headers;
  if (typeof origin !== 'string' || origin === '') return 'no-origin';
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return 'foreign-origin';
  const page = URL.canParse(origin) ? new URL(origin) : undefined;
  const isOurs =
    page?.protocol === 'http:' && page.origin === origin && page.host === loopbackHost(headers['host']);
  return isOurs ? undefined : 'foreign-origin';
}

function isLoopbackSocket(address: string | undefined): boolean {
  const plain = address?.replace(/^::ffff:/i, '') ?? '';
  return isIP(plain) !== 0 && isLoopback(plain);
}

/** The host with its port, as a browser writes it in an origin; undefined for one that is not loopback. */
function loopbackHost(host: string | readonly string[] | undefined): string | undefined {
  if (typeof host !== 'string' || !URL.canParse(`http://${host}`)) return undefined;
  const url = new URL(`http://${host}`);
  const isBare = url.username === '' && url.password === '' && url.pathname === '/' && url.search === '';
  const name = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return isBare && isLoopback(name) ? url.host : undefined;
}
