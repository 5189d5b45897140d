/** Whether a source may be asked now: one poll at a time, Retry-After honoured, and a circuit breaker. Pure. */
import type { UpstreamReason } from '../shared/errors.ts';
import type { Source } from '../shared/config/source.ts';

export type GateDecision =
  | { readonly may: 'ask' }
  /** The source has failed too often; `untilMs` is the moment of the next trial. */
  | { readonly may: 'breaker-open'; readonly untilMs: number }
  /** The source itself asked for this pause. */
  | { readonly may: 'rate-limited'; readonly untilMs: number };

/** What one collector remembers of one source. */
export interface GateState {
  readonly failures: number;
  /** Set while the breaker is open. */
  readonly openUntilMs?: number;
  /** Set while the source's own Retry-After runs. */
  readonly pausedUntilMs?: number;
}

export const CLOSED_GATE: GateState = { failures: 0 };

/** Monotonic `nowMs`. */
export function gateDecision(state: GateState, nowMs: number): GateDecision {
  if (state.pausedUntilMs !== undefined && nowMs < state.pausedUntilMs)
    return { may: 'rate-limited', untilMs: state.pausedUntilMs };
  if (state.openUntilMs !== undefined && nowMs < state.openUntilMs)
    return { may: 'breaker-open', untilMs: state.openUntilMs };
  return { may: 'ask' };
}

/** The state after a poll. One failed trial opens the breaker again; one success closes it. */
export function gateAfter(
  state: GateState,
  outcome:
    | 'success'
    | { readonly reason: UpstreamReason | 'internal'; readonly retryAfterMs?: number | undefined },
  breaker: Source['breaker'],
  nowMs: number,
): GateState {
  if (outcome === 'success') return CLOSED_GATE;
  const failures = state.failures + 1;
  const open = failures >= breaker.failures ? { openUntilMs: nowMs + breaker.halfOpenAfterMs } : {};
  const pause = outcome.retryAfterMs === undefined ? {} : { pausedUntilMs: nowMs + outcome.retryAfterMs };
  return { failures, ...open, ...pause };
}
