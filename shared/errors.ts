/**
 * The errors of the house. Each says what was found, what was expected and what to do;
 * none carries a secret. Anything else that is thrown is a bug.
 */

/** A place in a configuration file. Lines and columns count from 1. */
export interface ConfigLocation {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** Path of the field inside the file, e.g. `indicators[3].staleAfterMs`. */
  readonly field?: string;
}

/** One thing wrong with the configuration. */
export interface ConfigProblem extends ConfigLocation {
  readonly found: string;
  readonly expected: string;
}

/** The configuration cannot be used: refuse to start. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly problems: readonly ConfigProblem[]) {
    super(problems.map(formatProblem).join('\n'));
  }
}

/** `file:line:column field: found …, expected …` on one line. */
export function formatProblem(problem: ConfigProblem): string {
  const at = [problem.file, problem.line, problem.column].filter((part) => part !== undefined).join(':');
  const field = problem.field === undefined ? '' : ` ${problem.field}`;
  return `${at}${field}: found ${problem.found}, expected ${problem.expected}`;
}

/** Why an upstream gave nothing usable. Retryability is derived from this, in {@link isRetryable} alone. */
export const UPSTREAM_REASONS = [
  'unreachable',
  'timeout',
  'rate-limited',
  'auth',
  'client',
  'server',
  'malformed',
  'too-large',
  'forbidden-address',
] as const;
export type UpstreamReason = (typeof UPSTREAM_REASONS)[number];

const RETRYABLE: Readonly<Record<UpstreamReason, boolean>> = {
  unreachable: true,
  timeout: true,
  'rate-limited': true,
  server: true,
  // The same request would meet the same answer.
  auth: false,
  client: false,
  malformed: false,
  'too-large': false,
  'forbidden-address': false,
};

/** True when asking again soon may help. */
export function isRetryable(reason: UpstreamReason): boolean {
  return RETRYABLE[reason];
}

/** The reason for an HTTP status that is not a success. */
export function reasonOfStatus(status: number): UpstreamReason {
  if (status === 429) return 'rate-limited';
  if (status === 401 || status === 403) return 'auth';
  if (status === 408) return 'timeout';
  if (status >= 500) return 'server';
  return 'client';
}

/** An upstream failed. The source is marked; the last value is kept and ages. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  readonly reason: UpstreamReason;
  /** The upstream's own wish (Retry-After), in ms from now. */
  readonly retryAfterMs: number | undefined;
  /** The status of an HTTP answer that was no success. */
  readonly httpStatus: number | undefined;
  constructor(options: {
    reason: UpstreamReason;
    message: string;
    retryAfterMs?: number | undefined;
    httpStatus?: number | undefined;
    cause?: unknown;
  }) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.reason = options.reason;
    this.retryAfterMs = options.retryAfterMs;
    this.httpStatus = options.httpStatus;
  }
}

/** A promise of the design was broken: a bug, never the user's fault. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** Somebody else was first: what was to be changed is not what it was when it was read. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError';
}
