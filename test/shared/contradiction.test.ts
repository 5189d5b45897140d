/** Which words of two sources contradict each other, and which only look so. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contradictionsOf, type TruthLimits } from '../../shared/contradiction.ts';
import type { Reading, Value } from '../../shared/observation.ts';

const NOW_MS = Date.UTC(2026, 10, 22, 2, 0, 0);
const ZONE = 'Asia/Ho_Chi_Minh';
const LATE_MS = 60_000;
const STALE_MS = 300_000;
const MOMENTS: TruthLimits = { lateAfterMs: LATE_MS, staleAfterMs: STALE_MS };
const DAY_MS = 86_400_000;
const MONTHS: TruthLimits = { lateAfterMs: DAY_MS, staleAfterMs: 2 * DAY_MS, publishLagMs: 6 * DAY_MS };

function said(source: string, value: Value, ageMs = 1_000, period?: string): Reading {
  const observedAtMs = NOW_MS - ageMs;
  return {
    indicator: 'i',
    place: 'p',
    value,
    observedAtMs,
    collectedAtMs: observedAtMs,
    source,
    method: 'api',
    ...(period === undefined ? {} : { period }),
  };
}
const found = (shown: Reading, other: Reading, limits = MOMENTS, nowMs = NOW_MS) =>
  contradictionsOf(shown, [other], limits, ZONE, nowMs);

describe('two sources of one moment', () => {
  it('contradict each other when they say otherwise, with both words and since when both stand', () => {
    const [shown, other] = [said('a', 10, 5_000), said('b', 13, 2_000)];
    expect(found(shown, other)).toEqual([
      {
        shown,
        other,
        difference: -3,
        allowed: 0,
        sinceMs: NOW_MS - 2_000,
        untilMs: NOW_MS - 5_000 + STALE_MS,
      },
    ]);
  });

  const cases: [string, Value, Value, TruthLimits['tolerance'], boolean][] = [
    ['the same number', 10, 10, undefined, false],
    ['within an absolute tolerance', 10, 12, { by: 2 }, false],
    ['beyond an absolute tolerance', 10, 12.1, { by: 2 }, true],
    ['a tolerance that arithmetic exceeds by a hair', 97.9, 97.8, { by: 0.1 }, false],
    ['within a share of the larger', 200, 199, { percent: 0.5 }, false],
    ['beyond a share of the larger', 200, 198, { percent: 0.5 }, true],
    ['the same word', 'mo', 'mo', undefined, false],
    ['another word', 'mo', 'dong', undefined, true],
    ['a number and none', 5, null, { by: 100 }, true],
    ['none and none', null, null, undefined, false],
    ['zero and none', 0, null, undefined, true],
  ];
  it.each(cases)('%s: %s and %s', (_name, a, b, tolerance, isContradiction) => {
    const limits = tolerance === undefined ? MOMENTS : { ...MOMENTS, tolerance };
    expect(found(said('a', a), said('b', b), limits)).toHaveLength(isContradiction ? 1 : 0);
  });

  it('are compared only when both are not stale', () => {
    const [shown, other] = [said('a', 1, STALE_MS - 1_000), said('b', 2, STALE_MS - 2_000)];
    expect(found(shown, other)).toHaveLength(1);
    expect(found(shown, other, MOMENTS, NOW_MS + 999)).toHaveLength(1);
    expect(found(shown, other, MOMENTS, NOW_MS + 1_000)).toEqual([]);
  });

  it('are compared only when their times are no further apart than late-after', () => {
    expect(found(said('a', 1, 0), said('b', 2, LATE_MS))).toHaveLength(1);
    expect(found(said('a', 1, 0), said('b', 2, LATE_MS + 1))).toEqual([]);
  });
});

describe('two sources of periods', () => {
  it('contradict each other of the same period, however long ago each was told', () => {
    const [shown, other] = [said('a', 1, 9 * DAY_MS, '2026-10'), said('b', 2, 0, '2026-10')];
    expect(found(shown, other, MONTHS)).toHaveLength(1);
  });

  it('speak of other things when their periods differ', () => {
    expect(found(said('a', 1, 0, '2026-10'), said('b', 2, 0, '2026-09'), MONTHS)).toEqual([]);
  });
});

it('is the same whichever of the two is shown, and never one that agrees, is stale or far apart', () => {
  const value = fc.oneof(fc.integer({ min: -50, max: 50 }), fc.constant(null), fc.constantFrom('x', 'y'));
  const age = fc.integer({ min: 0, max: 2 * STALE_MS });
  const tolerance = fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined });
  fc.assert(
    fc.property(value, value, age, age, tolerance, (a, b, aAgeMs, bAgeMs, by) => {
      const limits = by === undefined ? MOMENTS : { ...MOMENTS, tolerance: { by } };
      const [one, two] = [said('a', a, aAgeMs), said('b', b, bAgeMs)];
      const there = found(one, two, limits);
      const back = found(two, one, limits);
      expect(back).toHaveLength(there.length);
      const areNumbers = typeof a === 'number' && typeof b === 'number';
      const isApart = areNumbers ? Math.abs(a - b) > (by ?? 0) : a !== b;
      const isLive = aAgeMs < STALE_MS && bAgeMs < STALE_MS;
      const isOneTime = Math.abs(aAgeMs - bAgeMs) <= LATE_MS;
      expect(there.length === 1).toBe(isApart && isLive && isOneTime);
    }),
  );
});

it('compares what is shown with every other source', () => {
  const others = [said('b', 2), said('c', 1), said('d', 3)];
  const sources = contradictionsOf(said('a', 1), others, MOMENTS, ZONE, NOW_MS).map(
    ({ other }) => other.source,
  );
  expect(sources).toEqual(['b', 'd']);
  expect(contradictionsOf(undefined, others, MOMENTS, ZONE, NOW_MS)).toEqual([]);
});
