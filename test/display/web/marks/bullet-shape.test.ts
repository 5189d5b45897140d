import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bulletShape } from '../../../../display/web/marks/bullet-shape.ts';
import { roundUp, scaleOf, shareOn } from '../../../../display/web/marks/scale.ts';
import { figureWith, indicatorOf, limit } from '../widgets/figure-fixture.ts';

const limits = [limit(500), limit(1000, 'critical')];
const indicator = indicatorOf({ limits, scale: { min: 0, max: 2000 } });

describe('a bullet', () => {
  it.each([
    [
      'fresh and calm',
      figureWith({ indicator, value: 400 }),
      { to: 0.2, crossed: [false, false], excess: undefined, stale: false },
    ],
    [
      'late and calm',
      figureWith({ indicator, value: 400, freshness: 'late' }),
      { to: 0.2, crossed: [false, false], excess: undefined, stale: false },
    ],
    [
      'exactly at a limit',
      figureWith({ indicator, value: 500 }),
      { to: 0.25, crossed: [true, false], excess: 'warning', stale: false },
    ],
    [
      'beyond the critical limit',
      figureWith({ indicator, value: 1500 }),
      { to: 0.75, crossed: [true, true], excess: 'critical', stale: false },
    ],
    [
      'stale beyond the limit: not judged',
      figureWith({ indicator, value: 1500, freshness: 'stale' }),
      { to: 0.75, crossed: [false, false], excess: undefined, stale: true },
    ],
    [
      'never seen: no bar at all',
      figureWith({ indicator, freshness: 'never' }),
      { to: undefined, crossed: [false, false], excess: undefined, stale: false },
    ],
    [
      'none according to the upstream',
      figureWith({ indicator, value: null }),
      { to: undefined, crossed: [false, false], excess: undefined, stale: false },
    ],
  ])('%s', (_, figure, expected) => {
    const shape = bulletShape(figure);
    expect({
      to: shape.to,
      crossed: shape.limits.map(({ crossed }) => crossed),
      excess: shape.excess?.level,
      stale: shape.stale,
    }).toEqual(expected);
  });

  it('marks only the stretch between limit and value', () => {
    expect(bulletShape(figureWith({ indicator, value: 1500 })).excess).toEqual({
      from: 0.5,
      to: 0.75,
      level: 'critical',
    });
  });

  it('marks the shortfall below a lower limit', () => {
    const low = indicatorOf({ limits: [limit(80, 'warning', 'below')], scale: { min: 0, max: 100 } });
    expect(bulletShape(figureWith({ indicator: low, value: 60 })).excess).toEqual({
      from: 0.6,
      to: 0.8,
      level: 'warning',
    });
  });

  it('says that a value lies beyond the end of its scale instead of moving the scale', () => {
    const shape = bulletShape(figureWith({ indicator, value: 9000 }));
    expect([shape.to, shape.beyond, shape.scale.max]).toEqual([1, 'above', 2000]);
  });
});

describe('a scale without configured ends', () => {
  it('leaves room beyond the furthest limit and starts at zero', () => {
    const scale = scaleOf(indicatorOf({ limits }), 10);
    expect(scale.min).toBe(0);
    expect(scale.max).toBeGreaterThan(1000);
  });

  it('holds every value and every limit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e6, max: 1e6 }),
        fc.integer({ min: -1e6, max: 1e6 }),
        (value, bound) => {
          const scale = scaleOf(indicatorOf({ limits: [limit(bound)] }), value);
          expect(scale.min).toBeLessThanOrEqual(Math.min(value, bound));
          expect(scale.max).toBeGreaterThanOrEqual(Math.max(value, bound));
          expect(scale.min).toBeLessThan(scale.max);
        },
      ),
    );
  });

  it('rounds up and never down', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (value) => {
        expect(roundUp(value)).toBeGreaterThanOrEqual(value * (1 - 1e-9));
      }),
    );
  });

  it('keeps every share between its ends', () => {
    expect([-50, 0, 5, 10, 50].map((value) => shareOn({ min: 0, max: 10 }, value))).toEqual([
      0, 0, 0.5, 1, 1,
    ]);
  });
});
