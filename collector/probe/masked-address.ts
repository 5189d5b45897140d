/** An address that people may see: what came from the environment stands there by its name. Pure. */

import { addressSpellings } from '../without-secrets.ts';

/** Whoever may go in stands before the host. */
const USER_INFO = /^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i;

/**
 * @param values the environment's values that were put into the settings, by name.
 */
export function maskedAddress(address: string, values: ReadonlyMap<string, string>): string {
  const spellings = [...values].flatMap(([name, value]) =>
    addressSpellings(value).map((spelling) => [spelling, `\${${name}}`] as const),
  );
  // All at once, the longest first: what was put in for one value must not be searched for another.
  const longestFirst = spellings.toSorted(([one], [other]) => other.length - one.length);
  const named = new Map(longestFirst);
  const pattern = longestFirst.map(([spelling]) =>
    spelling.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`),
  );
  const masked =
    pattern.length === 0
      ? address
      : address.replaceAll(new RegExp(pattern.join('|'), 'g'), (found) => named.get(found) ?? '***');
  return masked.replace(USER_INFO, '$1***@');
}
