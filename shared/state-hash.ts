/**
 * One short text that is equal on two sides exactly when they hold the same state of a domain.
 * It covers values and their times, no ages and no texts.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalValue, type Reading } from './observation.ts';

/** The line of one reading: `indicator|place|period|value|observedAtMs|method`. */
export function stateLine(
  reading: Pick<Reading, 'indicator' | 'place' | 'period' | 'value' | 'observedAtMs' | 'method'>,
): string {
  const { indicator, place, period, value, observedAtMs, method } = reading;
  return [indicator, place, period ?? '', canonicalValue(value), observedAtMs, method].join('|');
}

/** The line of a reading that stands beside the shown one: that of a shown one, and its source. */
export function otherLine(other: Reading): string {
  return `${stateLine(other)}|${other.source}`;
}

/**
 * SHA-256 (hex) over epoch, cursor, the sorted lines of the readings and the states of the open alerts.
 * @param lines state lines, in any order; @param alerts lines `rule|place|state`, in any order.
 */
export function stateHash(
  epoch: string,
  cursor: string,
  lines: Iterable<string>,
  alerts: Iterable<string> = [],
): string {
  const text = [epoch, cursor, ...[...lines].sort(), '', ...[...alerts].sort()].join('\n');
  return bytesToHex(sha256(utf8ToBytes(text)));
}
