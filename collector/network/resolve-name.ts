/**
 * Names to addresses. The system's own look-up runs in threads that the whole process shares, and few of them: two names
 * whose servers do not answer would stop the look-ups of every other domain. So the servers are asked here, as the
 * system is set up to ask them: its hosts file first, then its name servers with its search domains.
 */
import type { LookupAddress } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { UpstreamError } from '../../shared/errors.ts';

/** Every address of a name, at least one. Asked anew for every connection: what a name means is never remembered. */
export type ResolveName = (name: string) => Promise<readonly LookupAddress[]>;

export interface NameSetting {
  /** Name servers, e.g. `192.0.2.1:53`; absent: those of the system. */
  readonly servers?: readonly string[] | undefined;
}

/**
 * The first try of a server that is not known; one that was quick before is given less, and each further try twice as
 * much. The connection's own bound of 3 s ends them all.
 */
const QUERY_TIMEOUT_MS = 800;
const QUERY_TRIES = 3;
/** How long the v6 addresses may keep those of v4 waiting, as browsers do (RFC 8305), ms. */
const V6_DELAY_MS = 100;
const HOSTS_FILE = '/etc/hosts';
const RESOLVER_FILE = '/etc/resolv.conf';
const LOOPBACK: readonly LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

export function makeResolver({ servers }: NameSetting = {}): ResolveName {
  const resolver = new Resolver({ timeout: QUERY_TIMEOUT_MS, tries: QUERY_TRIES });
  if (servers !== undefined) resolver.setServers(servers);
  return async (given) => {
    const name = given.toLowerCase().replace(/\.$/, '');
    // RFC 6761: it never leaves the machine.
    const isLocal = name === 'localhost' || name.endsWith('.localhost');
    const known = addressesInHosts(await readText(HOSTS_FILE), name);
    if (known.length > 0) return known;
    if (isLocal) return LOOPBACK;
    const searched = name.includes('.') ? [] : searchDomains(await readText(RESOLVER_FILE));
    const candidates = [...searched.map((domain) => `${name}.${domain}`), name];
    let last: unknown;
    for (const candidate of candidates) {
      try {
        return await ask(resolver, candidate);
      } catch (error) {
        last = error;
        if (!isAbsent(error)) break;
      }
    }
    throw asUpstreamError(last);
  };
}

/** A system without the file has nothing to say. */
async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

function words(line: string): string[] {
  return (line.split('#', 1)[0] ?? '').trim().split(/\s+/);
}

export function addressesInHosts(text: string, name: string): LookupAddress[] {
  return text.split('\n').flatMap((line) => {
    const [address = '', ...names] = words(line);
    const family = isIP(address);
    return family !== 0 && names.some((one) => one.toLowerCase() === name) ? [{ address, family }] : [];
  });
}

/** The last line of its kind counts, as in resolv.conf(5). */
export function searchDomains(text: string): string[] {
  const lines = text.split('\n').map(words);
  return lines.findLast(([key]) => key === 'search' || key === 'domain')?.slice(1) ?? [];
}

async function ask(resolver: Resolver, name: string): Promise<readonly LookupAddress[]> {
  const v4 = resolver.resolve4(name).then((found) => found.map((address) => ({ address, family: 4 })));
  const v6 = resolver.resolve6(name).then((found) => found.map((address) => ({ address, family: 6 })));
  const v6OrNone = v6.catch(() => []);
  let failure: unknown;
  const first = await v4.catch((error: unknown) => {
    failure = error;
    return [];
  });
  const second = first.length === 0 ? await v6OrNone : await Promise.race([v6OrNone, noneAfterDelay()]);
  const all = [...first, ...second];
  if (all.length > 0) return all;
  throw failure;
}

async function noneAfterDelay(): Promise<readonly LookupAddress[]> {
  await sleep(V6_DELAY_MS);
  return [];
}

function isAbsent(error: unknown): boolean {
  return ['ENOTFOUND', 'ENODATA'].includes((error as { code?: string } | undefined)?.code ?? '');
}

/** The resolver's own words name the host, which may be nobody's business. */
function asUpstreamError(error: unknown): UpstreamError {
  return new UpstreamError({
    reason: 'unreachable',
    message: isAbsent(error) ? 'its name is not found' : 'no name server tells its address',
  });
}
