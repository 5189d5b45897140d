/** The way of a source to the network: every address is checked at the moment it is dialled, and that one is dialled. */
import { lookup, type LookupAddress } from 'node:dns';
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { UpstreamError } from '../../shared/errors.ts';
import type { Dial } from '../connector.ts';
import { makeAddressRule, type AddressVerdict } from './address-rules.ts';

type AddressRule = (address: string) => AddressVerdict;

function forbidden(): UpstreamError {
  // The address itself is not said: it may tell an attacker of our network.
  return new UpstreamError({
    reason: 'forbidden-address',
    message: 'its name leads to an internal address; if that is right, name the network in `network.cidrs`',
  });
}

/** @throws UpstreamError for a host that is itself a forbidden address; names are checked when they are looked up. */
export function checkLiteral(host: string, rule: AddressRule): void {
  const literal = host.startsWith('[') ? host.slice(1, -1) : host;
  if (isIP(literal) !== 0 && rule(literal) === 'forbidden') throw forbidden();
}

/**
 * A lookup for sockets. One forbidden address among several refuses the name: which one would be dialled is not ours to
 * bet on. What is given back is what is dialled, so that a second look-up cannot lead elsewhere.
 */
export function checkedLookup(rule: AddressRule): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error !== null) return callback(error, '', 0);
      if (found.some(({ address }) => rule(address) === 'forbidden')) return callback(forbidden(), '', 0);
      const [first] = found;
      if (options.all === true) return callback(null, found);
      callback(null, first?.address ?? '', first?.family ?? 0);
    });
  };
}

/** @param poll its end destroys the connection. @param cidrs internal networks that may be reached. */
export function makeDial(poll: AbortSignal, cidrs: readonly string[]): Dial {
  const rule = makeAddressRule(cidrs);
  return ({ host, port, tls, lastWordMs }) =>
    new Promise<Socket>((resolve, reject) => {
      checkLiteral(host, rule);
      const signal = lastWordMs === undefined ? poll : AbortSignal.timeout(lastWordMs);
      const target = { host, port, lookup: checkedLookup(rule) };
      const socket =
        tls === undefined
          ? connectTcp(target)
          : connectTls({ ...target, ...tls, servername: tls.servername ?? (isIP(host) === 0 ? host : '') });
      const abort = () =>
        socket.destroy(new UpstreamError({ reason: 'timeout', message: 'no connection in time' }));
      if (signal.aborted) abort();
      signal.addEventListener('abort', abort, { once: true });
      socket.once('close', () => signal.removeEventListener('abort', abort));
      socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
        socket.off('error', fail);
        resolve(socket);
      });
      const fail = (error: Error) => {
        socket.destroy();
        reject(
          error instanceof UpstreamError
            ? error
            : new UpstreamError({ reason: 'unreachable', message: 'no connection', cause: error }),
        );
      };
      socket.once('error', fail);
    });
}
