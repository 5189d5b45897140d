import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ageOriginMs, freshnessAt, graver, nextTurnMs, type Freshness } from '../../shared/freshness.ts';

const HANOI = 'Asia/Ho_Chi_Minh';
const LIMITS = { lateAfterMs: 3_000, staleAfterMs: 10_000 };
const DAY_MS = 86_400_000;

describe('the freshness of a momentary value', () => {
  it.each<[number, Freshness]>([
    [0, 'fresh'],
    [2_999, 'fresh'],
    [3_000, 'late'],
    [9_999, 'late'],
    [10_000, 'stale'],
    [10_000_000, 'stale'],
    // A clock that runs behind makes nothing older than it is, and nothing younger than fresh.
    [-5_000, 'fresh'],
  ])('at the age of %i ms is %s', (age, expected) => {
    expect(freshnessAt(1_000_000, LIMITS, 1_000_000 + age)).toBe(expected);
  });

  it('turns stale at its stale-after, not a moment later', () => {
    expect(freshnessAt(0, LIMITS, LIMITS.staleAfterMs)).toBe('stale');
  });

  it('of nothing seen is never', () => {
    expect(freshnessAt(undefined, LIMITS, 5)).toBe('never');
  });

  it('ages from the earlier of its two times', () => {
    const early = { observedAtMs: 500, collectedAtMs: 900 };
    const ahead = { observedAtMs: 900, collectedAtMs: 500 };
    expect(ageOriginMs(early, LIMITS, HANOI)).toBe(500);
    expect(ageOriginMs(ahead, LIMITS, HANOI)).toBe(500);
  });
});

describe('the freshness of a figure of a period', () => {
  const limits = { lateAfterMs: 5 * DAY_MS, staleAfterMs: 20 * DAY_MS, publishLagMs: 10 * DAY_MS };
  const reading = { period: '2026-Q1', observedAtMs: 0, collectedAtMs: 0 };
  const at = (text: string) => {
    const origin = ageOriginMs(reading, limits, HANOI);
    return freshnessAt(origin, limits, Date.parse(`${text}T00:00:00+07:00`));
  };

  it.each<[string, Freshness]>([
    // The first quarter's figure is not old in April: its successor is due ten days after June.
    ['2026-04-15', 'fresh'],
    ['2026-07-10', 'fresh'],
    ['2026-07-16', 'late'],
    ['2026-07-31', 'stale'],
  ])('on %s is %s', (day, expected) => {
    expect(at(day)).toBe(expected);
  });
});

describe('as time goes by', () => {
  const order: readonly Freshness[] = ['fresh', 'late', 'stale'];
  const anyLimits = fc
    .tuple(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 1e6 }))
    .map(([late, more]) => ({ lateAfterMs: late, staleAfterMs: late + more }));

  it('a value only ever gets older', () => {
    fc.assert(
      fc.property(anyLimits, fc.nat(3e6), fc.nat(3e6), (limits, a, b) => {
        const [first, second] = a < b ? [a, b] : [b, a];
        const ranks = [first, second].map((nowMs) => order.indexOf(freshnessAt(0, limits, nowMs)));
        expect(ranks[0]).toBeLessThanOrEqual(ranks[1] as number);
      }),
    );
  });

  it('nothing turns before the announced turn, and something does at it', () => {
    fc.assert(
      fc.property(anyLimits, fc.nat(3e6), (limits, nowMs) => {
        const now = freshnessAt(0, limits, nowMs);
        const turnMs = nextTurnMs(0, limits, nowMs);
        expect(turnMs === undefined).toBe(now === 'stale');
        const turned = turnMs ?? nowMs;
        expect(freshnessAt(0, limits, Math.max(nowMs, turned - 1))).toBe(now);
        expect(freshnessAt(0, limits, turned) === now).toBe(now === 'stale');
      }),
    );
  });
});

it('calls never graver than stale, stale than late, late than fresh', () => {
  expect(graver('late', 'fresh')).toBe('late');
  expect(graver('late', 'stale')).toBe('stale');
  expect(graver('never', 'stale')).toBe('never');
});
