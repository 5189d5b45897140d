/**
 * Rollups: what a minute, an hour, a day of a series came to. A minute is made of its facts, an hour of its minutes, a
 * day of its hours, each in the order of time: so the same facts give the same sums to the last bit, whenever and in
 * whatever portions they came. Figures of a period have none. Pure.
 */
import type { Domain, Indicator } from '../config/domain.ts';
import type { Value } from '../observation.ts';
import { localFields, localMidnightMs, zoneOffsetMs } from '../period.ts';
import type { Version } from './known-at.ts';

/** From fine to coarse. */
export const ROLLUP_SPANS = ['minute', 'hour', 'day'] as const;
export type RollupSpan = (typeof ROLLUP_SPANS)[number];

export interface Rollup {
  /** Ms since 1970 UTC. */
  readonly startMs: number;
  /** Facts with a number. */
  readonly count: number;
  /** In the indicator's unit; null where no fact has a number. */
  readonly min: number | null;
  readonly max: number | null;
  readonly sum: number | null;
  /** Value of the last fact, a number or not, and its time. */
  readonly last: Value;
  readonly lastAtMs: number;
  /** When the last of its facts was accepted: who asks for an earlier knowledge must look at the facts. */
  readonly collectedAtMs: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How long a span is, ms; a day where clocks are changed is an hour longer or shorter. */
export const SPAN_MS: Readonly<Record<RollupSpan, number>> = {
  minute: MINUTE_MS,
  hour: HOUR_MS,
  day: 24 * HOUR_MS,
};

/** The rollups that are kept, fine to coarse. Finer ones than the cadence would repeat the facts themselves. */
function keptSpans(cadence: Indicator['cadence']): readonly RollupSpan[] {
  if (cadence === 'realtime') return ROLLUP_SPANS;
  return cadence === '15m' ? ['hour', 'day'] : ['day'];
}

/** The rollups that are kept of each indicator. One that is configured no more is rolled up as finely as any. */
export function spansOfConfig(
  domains: readonly Pick<Domain, 'indicators'>[],
): (indicator: string) => readonly RollupSpan[] {
  const spans = new Map(
    domains.flatMap(({ indicators }) =>
      indicators.map(({ id, cadence }) => [id, keptSpans(cadence)] as const),
    ),
  );
  return (indicator) => spans.get(indicator) ?? ROLLUP_SPANS;
}

/** Start of the minute, hour or day of the time zone in which an instant lies. */
export function spanStartMs(atMs: number, span: RollupSpan, timeZone: string): number {
  if (span === 'day') {
    const { year, month, day } = localFields(atMs, timeZone);
    return localMidnightMs(year, month, day, timeZone);
  }
  if (span === 'minute') return Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
  const offsetMs = zoneOffsetMs(atMs, timeZone);
  return Math.floor((atMs + offsetMs) / HOUR_MS) * HOUR_MS - offsetMs;
}

/** End of the span that starts then, excluded. */
export function spanEndMs(startMs: number, span: RollupSpan, timeZone: string): number {
  if (span === 'minute') return startMs + MINUTE_MS;
  if (span === 'hour') return startMs + HOUR_MS;
  const { year, month, day } = localFields(startMs, timeZone);
  return localMidnightMs(year, month, day + 1, timeZone);
}

/** @param facts one version each, oldest first, as `asKnownAt` gives them. Spans without a fact have no rollup. */
export function rollUp(facts: readonly Version[], span: RollupSpan, timeZone: string): Rollup[] {
  let rollups = inSpans(facts.map(ofFact), 'minute', timeZone);
  if (span !== 'minute') rollups = inSpans(rollups, 'hour', timeZone);
  if (span === 'day') rollups = inSpans(rollups, 'day', timeZone);
  return rollups;
}

/** Makes coarser rollups of the next finer ones, oldest first. */
export function inSpans(finer: readonly Rollup[], span: RollupSpan, timeZone: string): Rollup[] {
  const whole: Rollup[] = [];
  let endMs = -Infinity;
  for (const one of finer) {
    const open = whole.at(-1);
    if (open !== undefined && one.startMs < endMs) {
      whole[whole.length - 1] = together(open, one);
      continue;
    }
    const startMs = spanStartMs(one.startMs, span, timeZone);
    endMs = spanEndMs(startMs, span, timeZone);
    whole.push({ ...one, startMs });
  }
  return whole;
}

/** A fact alone. */
export function ofFact({ value, sortMs, collectedAtMs }: Version): Rollup {
  const number = typeof value === 'number' ? value : null;
  return {
    startMs: sortMs,
    count: number === null ? 0 : 1,
    min: number,
    max: number,
    sum: number,
    last: value,
    lastAtMs: sortMs,
    collectedAtMs,
  };
}

/** Two stretches of one series as one, whichever comes first. */
export function together(a: Rollup, b: Rollup): Rollup {
  const either = (pick: (x: number, y: number) => number, x: number | null, y: number | null) =>
    x === null ? y : y === null ? x : pick(x, y);
  const last = b.lastAtMs >= a.lastAtMs ? b : a;
  return {
    startMs: Math.min(a.startMs, b.startMs),
    count: a.count + b.count,
    min: either(Math.min, a.min, b.min),
    max: either(Math.max, a.max, b.max),
    sum: either((x, y) => x + y, a.sum, b.sum),
    last: last.last,
    lastAtMs: last.lastAtMs,
    collectedAtMs: Math.max(a.collectedAtMs, b.collectedAtMs),
  };
}
