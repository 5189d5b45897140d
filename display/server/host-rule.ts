/**
 * Which hosts a server that listens on this machine alone answers to. A page of any site can let its own name lead here
 * (DNS rebinding) and would then read everything as its own: an address can not be made to lead elsewhere, a name can.
 */
import { isIP } from 'node:net';
import { isLoopback } from './loopback.ts';

/** Whether a request with this Host header is answered. */
export type HostRule = (host: string | undefined) => boolean;

/**
 * @param listensOn address of the server; one that is open to others may be reached by any name.
 * @param allowedOrigins as `scheme://host[:port]`, from ALLOWED_ORIGINS: what a proxy on this machine is called.
 */
export function makeHostRule(listensOn: string, allowedOrigins: ReadonlySet<string>): HostRule {
  if (!isLoopback(listensOn)) return () => true;
  const names = new Set(['localhost', ...[...allowedOrigins].map((origin) => new URL(origin).hostname)]);
  return (host) => {
    const url = `http://${host ?? ''}`;
    if (!URL.canParse(url)) return false;
    const { hostname } = new URL(url);
    return names.has(hostname) || isIP(hostname.replace(/^\[(.*)\]$/, '$1')) !== 0;
  };
}
