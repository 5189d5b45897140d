/**
 * Where two sources say otherwise of the same fact. Derived from their last words and a clock, never stored: it ends
 * when one corrects itself, when one turns stale, or when they speak of other times.
 */
import type { Indicator } from './config/domain.ts';
import { ageOriginMs, type FreshnessLimits } from './freshness.ts';
import type { Reading, Value } from './observation.ts';

/** What of an indicator decides whether two sources contradict each other. */
export type TruthLimits = FreshnessLimits & Pick<Indicator, 'tolerance'>;

export interface Contradiction {
  readonly shown: Reading;
  readonly other: Reading;
  /** Shown minus other, in the indicator's unit; absent where one of them is a word or none. */
  readonly difference?: number;
  /** By how much they may differ, in the indicator's unit; 0: not at all. */
  readonly allowed: number;
  /** Since when both facts have stood, ms since 1970 UTC: the later of both times of observation. */
  readonly sinceMs: number;
  /** When the first of them turns stale and it ends by itself, ms since 1970 UTC. */
  readonly untilMs: number;
}

/**
 * The contradictions between what is shown of a series and what other sources say of it, at `nowMs`. Compared are
 * only words that are not stale and speak of the same period, or of moments no further apart than late-after.
 */
export function contradictionsOf(
  shown: Reading | undefined,
  others: readonly Reading[],
  limits: TruthLimits,
  timeZone: string,
  nowMs: number,
): Contradiction[] {
  if (shown === undefined) return [];
  return others.flatMap((other) => {
    const untilMs =
      Math.min(ageOriginMs(shown, limits, timeZone), ageOriginMs(other, limits, timeZone)) +
      limits.staleAfterMs;
    if (nowMs >= untilMs || !isSameTime(shown, other, limits)) return [];
    const allowed = allowedDifference(shown.value, other.value, limits.tolerance);
    if (agree(shown.value, other.value, allowed)) return [];
    return [
      {
        shown,
        other,
        ...(typeof shown.value === 'number' && typeof other.value === 'number'
          ? { difference: shown.value - other.value }
          : {}),
        allowed,
        sinceMs: Math.max(shown.observedAtMs, other.observedAtMs),
        untilMs,
      },
    ];
  });
}

function isSameTime(a: Reading, b: Reading, { lateAfterMs }: TruthLimits): boolean {
  if (a.period !== undefined || b.period !== undefined) return a.period === b.period;
  return Math.abs(a.observedAtMs - b.observedAtMs) <= lateAfterMs;
}

function allowedDifference(a: Value, b: Value, tolerance: TruthLimits['tolerance']): number {
  if (tolerance === undefined || typeof a !== 'number' || typeof b !== 'number') return 0;
  return tolerance.by ?? ((tolerance.percent ?? 0) / 100) * Math.max(Math.abs(a), Math.abs(b));
}

/** 97.9 − 97.8 is a little more than 0.1 in binary: what the arithmetic adds is no contradiction. */
const ROUNDING = 1e-9;

function agree(a: Value, b: Value, allowed: number): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return a === b;
  return Math.abs(a - b) <= allowed + ROUNDING * Math.max(Math.abs(a), Math.abs(b));
}
