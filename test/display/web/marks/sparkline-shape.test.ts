import { describe, expect, it } from 'vitest';
import { sparklineShape, spanOf } from '../../../../display/web/marks/sparkline-shape.ts';
import { crossedSince } from '../../../../display/web/marks/crossings.ts';
import { figureWith, indicatorOf, limit, MINUTE_MS, NOW_MS, point, ZONE } from '../widgets/figure-fixture.ts';

const window = { fromMs: NOW_MS - 60 * MINUTE_MS, toMs: NOW_MS };
const indicator = indicatorOf({ minSpan: 200 });
const shape = (points: readonly ReturnType<typeof point>[], more = {}) =>
  sparklineShape({ points, indicator, timeZone: ZONE, window, ...more });

describe('a sparkline', () => {
  it('is absent without any value, never a line at zero', () => {
    expect(shape([])).toBeUndefined();
    expect(shape([point(null, 5)])).toBeUndefined();
  });

  it('looks flat when calm: a wiggle takes no more height than its part of the minimum span', () => {
    const calm = shape([point(100, 20), point(110, 15), point(100, 10)]);
    expect((calm?.high ?? 0) - (calm?.low ?? 0)).toBe(200);
  });

  it.each([
    ['regular points', [point(1, 30), point(2, 25), point(3, 20)], 1],
    ['a silence longer than the stale age', [point(1, 40), point(2, 35), point(3, 10)], 2],
    ['a null between', [point(1, 30), point(null, 27), point(3, 24)], 2],
  ])('breaks where nothing is known: %s', (_, points, stretches) => {
    expect(shape(points)?.paths).toHaveLength(stretches);
  });

  it('breaks at a missing period', () => {
    const monthly = indicatorOf({ period: 'month' });
    const points = [point(1, 90, '2026-06'), point(2, 60, '2026-07'), point(3, 30, '2026-09')];
    expect(sparklineShape({ points, indicator: monthly, timeZone: ZONE })?.paths).toHaveLength(2);
  });

  it('ends where knowledge ends, not at the right edge', () => {
    expect(shape([point(1, 30), point(2, 27), point(2, 24)])?.end?.x).toBeCloseTo(60);
  });

  it('shows a limit only near the line', () => {
    expect(shape([point(450, 5), point(480, 2)], { limit: 500 })?.limitY).toBeDefined();
    expect(shape([point(10, 5), point(12, 2)], { limit: 3000 })?.limitY).toBeUndefined();
  });

  it('keeps the peak of many points', () => {
    const many = Array.from({ length: 3000 }, (_, index) =>
      point(index === 1500 ? 9999 : 1, 50 - index / 60),
    );
    const drawn = shape(many);
    expect(drawn?.high).toBe(9999);
    expect(drawn?.paths.join('').split('L').length).toBeLessThan(700);
  });

  it('has a span even when all values are equal', () => {
    const { low, high } = spanOf([0, 0], undefined, undefined);
    expect(high).toBeGreaterThan(low);
  });
});

describe('since when a figure is beyond its limit', () => {
  const limited = indicatorOf({ limits: [limit(500), limit(1000, 'critical')] });
  const critical = figureWith({ indicator: limited, value: 1100 });

  it.each([
    [
      'the first point of the last run',
      [point(900, 30), point(1010, 20), point(1100, 10)],
      { atMs: NOW_MS - 20 * MINUTE_MS, orEarlier: false },
    ],
    [
      'a dip ends the run',
      [point(1200, 40), point(990, 30), point(1100, 10)],
      { atMs: NOW_MS - 10 * MINUTE_MS, orEarlier: false },
    ],
    [
      'the known past begins beyond it',
      [point(1200, 40), point(1100, 10)],
      { atMs: NOW_MS - 40 * MINUTE_MS, orEarlier: true },
    ],
    ['nothing of the past is known', [], undefined],
    ['the past ends below the limit', [point(1200, 40), point(900, 30)], undefined],
  ])('%s', (_, points, expected) => {
    expect(crossedSince(critical, points)).toEqual(expected);
  });

  it('is not asked of a calm figure', () => {
    expect(crossedSince(figureWith({ indicator: limited, value: 1 }), [point(2000, 1)])).toBeUndefined();
  });
});
