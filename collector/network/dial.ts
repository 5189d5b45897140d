/** The way of a source to the network beside HTTP: a socket to an address that was checked when it was dialled. */
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { MAX_CONNECT_MS } from '../../shared/config/source.ts';
import { UpstreamError } from '../../shared/errors.ts';
import type { Dial } from '../connector.ts';
import { makeAddressRule } from './address-rules.ts';
import { checkedLookup, checkLiteral } from './checked-lookup.ts';
import { CERTIFICATE_CODES } from './exchange-failure.ts';
import { makeResolver, type ResolveName } from './resolve-name.ts';

export interface DialOptions {
  readonly connectTimeoutMs?: number;
  readonly resolve?: ResolveName;
}

/** @param poll its end destroys the connection. @param cidrs internal networks that may be reached. */
export function makeDial(poll: AbortSignal, cidrs: readonly string[], options: DialOptions = {}): Dial {
  const { connectTimeoutMs = MAX_CONNECT_MS, resolve: resolveName = makeResolver() } = options;
  const rule = makeAddressRule(cidrs);
  return ({ host, port, tls, lastWordMs }) =>
    new Promise<Socket>((resolve, reject) => {
      checkLiteral(host, rule);
      const signal = lastWordMs === undefined ? poll : AbortSignal.timeout(lastWordMs);
      const target = { host, port, lookup: checkedLookup(rule, resolveName) };
      const socket =
        tls === undefined
          ? connectTcp(target)
          : connectTls({ ...target, ...tls, servername: tls.servername ?? (isIP(host) === 0 ? host : '') });
      const end = () =>
        socket.destroy(new UpstreamError({ reason: 'timeout', message: 'no connection in time' }));
      const timer = setTimeout(end, connectTimeoutMs);
      if (signal.aborted) end();
      signal.addEventListener('abort', end, { once: true });
      socket.once('close', () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
      });
      socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
        clearTimeout(timer);
        socket.off('error', fail);
        resolve(socket);
      });
      const fail = (error: Error) => {
        socket.destroy();
        reject(
          error instanceof UpstreamError
            ? error
            : new UpstreamError({ reason: 'unreachable', message: wordsOf(error), cause: error }),
        );
      };
      socket.once('error', fail);
    });
}

function wordsOf(error: Error): string {
  const code = 'code' in error ? String(error.code) : '';
  return CERTIFICATE_CODES.test(code) ? 'its certificate is not accepted' : 'no connection';
}
