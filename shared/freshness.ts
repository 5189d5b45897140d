/**
 * How old is too old. Derived from a reading and a clock, never stored.
 */
import type { Reading } from './observation.ts';
import { nextPeriod, periodBounds } from './period.ts';

export type Freshness = 'fresh' | 'late' | 'stale' | 'never';

/** What of an indicator decides its freshness; all spans in ms. */
export interface FreshnessLimits {
  readonly lateAfterMs: number;
  readonly staleAfterMs: number;
  /** For figures of a period: how long after the next period's end its office publishes. */
  readonly publishLagMs?: number | undefined;
}

/**
 * The instant from which a reading's age is counted, ms since 1970 UTC.
 * A momentary value ages from the earlier of its two times. A figure of a period ages from the moment its
 * successor is due: the end of the next period plus the office's lag. A quarterly GRDP is not stale in April.
 */
export function ageOriginMs(
  reading: Pick<Reading, 'observedAtMs' | 'collectedAtMs' | 'period'>,
  limits: FreshnessLimits,
  timeZone: string,
): number {
  if (reading.period !== undefined) {
    return periodBounds(nextPeriod(reading.period, timeZone), timeZone).endMs + (limits.publishLagMs ?? 0);
  }
  return Math.min(reading.observedAtMs, reading.collectedAtMs);
}

/** Age in ms at `nowMs`, never negative. */
export function ageMs(originMs: number, nowMs: number): number {
  return Math.max(0, nowMs - originMs);
}

/** At `age ≥` a limit it turns. `originMs` undefined: nothing was ever seen. */
export function freshnessAt(originMs: number | undefined, limits: FreshnessLimits, nowMs: number): Freshness {
  if (originMs === undefined) return 'never';
  const age = ageMs(originMs, nowMs);
  if (age >= limits.staleAfterMs) return 'stale';
  if (age >= limits.lateAfterMs) return 'late';
  return 'fresh';
}

/** The next instant at which the freshness turns by itself, or undefined when it is already stale or never. */
export function nextTurnMs(
  originMs: number | undefined,
  limits: FreshnessLimits,
  nowMs: number,
): number | undefined {
  if (originMs === undefined) return undefined;
  const turns = [originMs + limits.lateAfterMs, originMs + limits.staleAfterMs];
  return turns.find((turnMs) => turnMs > nowMs);
}

/** The graver of two, for a tile that stands for several readings. `never` is the gravest. */
export function graver(a: Freshness, b: Freshness): Freshness {
  const order: readonly Freshness[] = ['fresh', 'late', 'stale', 'never'];
  return order.indexOf(a) >= order.indexOf(b) ? a : b;
}
