/** How a source fares, as written by the collector with each poll and read by everybody. */
import type { UpstreamReason } from './errors.ts';

/** Named outcomes of one poll. `ok` and `unchanged` are successes; `refused`: it answers, and nothing it says is taken. */
export type PollOutcome = 'ok' | 'unchanged' | UpstreamReason | 'refused' | 'breaker-open' | 'internal';

export interface SourceHealth {
  readonly source: string;
  /** When the last poll ended, on Redis's clock, ms. */
  readonly lastAttemptMs: number;
  /** When a poll last succeeded; absent: never. */
  readonly lastOkMs?: number | undefined;
  readonly outcome: PollOutcome;
  /** One line that says what was wrong; no secret, no payload. */
  readonly message?: string | undefined;
  readonly consecutiveFailures: number;
  /** How long the last poll took, ms. */
  readonly durationMs: number;
  /** Observations the last successful document held, and how many of them were refused. */
  readonly observed: number;
  readonly refused: number;
  /** The first refusals in words, at most {@link MAX_REFUSALS_KEPT}. */
  readonly refusals: readonly string[];
  /** Seconds between ticks as configured, for whoever expects the next. */
  readonly everySeconds: number;
}

/** Enough to see the pattern; the metric counts all. */
export const MAX_REFUSALS_KEPT = 5;

/** The mark a source puts on its tiles: a reason, or undefined when it is well. */
export function failureOf(outcome: PollOutcome): Exclude<PollOutcome, 'ok' | 'unchanged'> | undefined {
  return outcome === 'ok' || outcome === 'unchanged' ? undefined : outcome;
}
