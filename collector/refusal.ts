/** Why something an upstream said is not recorded, and the small checks that observations and events share. */
import type { ConfigIndex } from '../shared/config/province-config.ts';
import { withoutSecrets } from './without-secrets.ts';
import { NOT_UNDERSTOOD } from './mapping/bindings.ts';

export const REFUSAL_REASONS = [
  'shape',
  'unreadable-part',
  'unmapped-part',
  'unknown-indicator',
  'foreign-indicator',
  'unknown-place',
  'place-outside-breakdown',
  'missing-value',
  'wrong-type',
  'unknown-state',
  'not-finite',
  'missing-time',
  'bad-time',
  'missing-period',
  'wrong-period',
  'unexpected-period',
  'unknown-event-kind',
  'text-too-long',
  'contradiction',
  'too-many',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

export interface Refusal {
  readonly reason: RefusalReason;
  /** One line for people; quotes at most a few letters of the upstream. */
  readonly words: string;
}

export interface Scope {
  readonly index: ConfigIndex;
  readonly domain: string;
  readonly source: string;
  readonly timeZone: string;
  /** A few letters of what came, without secrets. */
  readonly quote: Quote;
}

export class Refused extends Error {
  constructor(
    readonly reason: RefusalReason,
    words: string,
  ) {
    super(words);
  }
}

/** Years 2000 to 2100: an instant in seconds or of another epoch falls outside. */
const MIN_TIME_MS = Date.UTC(2000, 0, 1);
const MAX_TIME_MS = Date.UTC(2100, 0, 1);

export function fieldsOf(raw: unknown): Record<string, unknown> {
  if (raw === null || typeof raw !== 'object' || Array.isArray(raw))
    throw new Refused('shape', 'an entry that is no object');
  return raw as Record<string, unknown>;
}

export function timeOf(given: unknown, at: string, quote: Quote): number {
  if (given === undefined || given === null) throw new Refused('missing-time', `${at} came without its time`);
  const atMs = typeof given === 'number' ? given : isoMs(given);
  if (!Number.isFinite(atMs) || atMs < MIN_TIME_MS || atMs > MAX_TIME_MS)
    throw new Refused('bad-time', `${at}: ${quote(given)} is no usable time`);
  return Math.round(atMs);
}

/** Without an offset a text could mean any zone: `$time` reads those in the province's. */
function isoMs(given: unknown): number {
  const hasZone = typeof given === 'string' && /T.*(Z|[+-]\d\d:?\d\d)$/.test(given);
  return hasZone ? Date.parse(given) : Number.NaN;
}

const MAX_QUOTED_LETTERS = 40;

export type Quote = (given: unknown) => string;

/**
 * Quotes a few letters of what came, never a whole payload. An upstream may echo its credential, so secrets are
 * masked before the cut: half a secret would no longer be known for one.
 */
export function quoteWithout(secrets: readonly string[]): Quote {
  return (given) => {
    const text = textOf(given, secrets);
    return text.length > MAX_QUOTED_LETTERS ? `${text.slice(0, MAX_QUOTED_LETTERS)}…` : text;
  };
}

function textOf(given: unknown, secrets: readonly string[]): string {
  if (given === undefined) return 'nothing';
  if (typeof given === 'object' && given !== null) return Array.isArray(given) ? 'a list' : 'an object';
  if (typeof given !== 'string') return withoutSecrets(JSON.stringify(given) ?? 'nothing', secrets);
  const plain = given.startsWith(NOT_UNDERSTOOD) ? given.slice(NOT_UNDERSTOOD.length) : given;
  return JSON.stringify(withoutSecrets(plain, secrets));
}
