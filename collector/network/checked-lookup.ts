/** Every address is checked at the moment it is dialled, and that one is dialled. */
import type { LookupAddress } from 'node:dns';
import { isIPv6, type LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { UpstreamError } from '../../shared/errors.ts';
import { addressOf, type AddressRule } from './address-rules.ts';
import type { ResolveName } from './resolve-name.ts';

function forbidden(): UpstreamError {
  // The address itself is not said: it may tell an attacker of our network.
  return new UpstreamError({
    reason: 'forbidden-address',
    message: 'its name leads to an internal address; if that is right, name the network in `network.cidrs`',
  });
}

/** @throws UpstreamError for a host that is itself a forbidden address; names are checked when they are looked up. */
export function checkLiteral(host: string, rule: AddressRule): void {
  const literal = addressOf(host);
  if (literal !== undefined && rule(literal) === 'forbidden') throw forbidden();
}

/**
 * A lookup for sockets. One forbidden address among several refuses the name: which one would be dialled is not ours to
 * bet on. What is given back is what is dialled, so that a second look-up cannot lead elsewhere.
 */
export function checkedLookup(rule: AddressRule, resolve: ResolveName): LookupFunction {
  const lookUp = callbackify((host: string, family: number) => checkedAddresses(host, family, rule, resolve));
  return (host, options, callback) => {
    const family = Number(options.family ?? 0);
    lookUp(host, family, (error, found) => {
      const [first] = found ?? [];
      if (error !== null || first === undefined) callback(error ?? notFound(), '', 0);
      else if (options.all === true) callback(null, found);
      else callback(null, first.address, first.family);
    });
  };
}

function notFound(): UpstreamError {
  return new UpstreamError({ reason: 'unreachable', message: 'its name is not found' });
}

/** @param family 4 or 6; 0: both. */
async function checkedAddresses(
  host: string,
  family: number,
  rule: AddressRule,
  resolve: ResolveName,
): Promise<LookupAddress[]> {
  const literal = addressOf(host);
  const all =
    literal === undefined ? await resolve(host) : [{ address: literal, family: isIPv6(literal) ? 6 : 4 }];
  if (all.some(({ address }) => rule(address) === 'forbidden')) throw forbidden();
  return all.filter((one) => family === 0 || one.family === family);
}
