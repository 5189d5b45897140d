/**
 * Whether a source may be asked now: Retry-After honoured, and a circuit breaker. The state lies in the store beside
 * the source's progress, so that all collectors keep to it; the record script alone moves it (record.lua). Pure.
 */
import type { Source } from '../shared/config/source.ts';
import { gateField } from './progress.ts';
import type { GateStep } from './record-batch.ts';

export type GateDecision =
  | { readonly may: 'ask' }
  /** The source has failed too often; `untilMs` is the moment of the next trial. */
  | { readonly may: 'breaker-open'; readonly untilMs: number }
  /** The source itself asked for this pause. */
  | { readonly may: 'rate-limited'; readonly untilMs: number };

/** Times on Redis's clock, ms since 1970; 0: not at all. */
export interface GateState {
  /** Failed polls in a row. */
  readonly failures: number;
  /** The breaker is open until then. */
  readonly openUntilMs: number;
  /** The source's own Retry-After runs until then. */
  readonly pausedUntilMs: number;
}

const CLOSED_GATE: GateState = { failures: 0, openUntilMs: 0, pausedUntilMs: 0 };

/** The text of the store, `failures openUntilMs pausedUntilMs`; empty: nothing stands against asking. */
export function parseGate(text: string): GateState {
  const [failures = 0, openUntilMs = 0, pausedUntilMs = 0] = text.split(' ').map(Number);
  return text === '' ? CLOSED_GATE : { failures, openUntilMs, pausedUntilMs };
}

/** @param nowMs on Redis's clock. */
export function gateDecision({ openUntilMs, pausedUntilMs }: GateState, nowMs: number): GateDecision {
  if (nowMs < pausedUntilMs) return { may: 'rate-limited', untilMs: pausedUntilMs };
  if (nowMs < openUntilMs) return { may: 'breaker-open', untilMs: openUntilMs };
  return { may: 'ask' };
}

/** What a poll that asked the source does to its gate. */
export function gateStep(
  { id, breaker }: Pick<Source, 'id' | 'breaker'>,
  fetched: { readonly kind: string; readonly retryAfterMs?: number | undefined },
): GateStep {
  const step = fetched.kind === 'failed' ? 'failure' : 'success';
  return { field: gateField(id), step, breaker, retryAfterMs: fetched.retryAfterMs };
}
