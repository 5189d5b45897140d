import { describe, expect, it } from 'vitest';
import { widthInEm } from '../../../../display/web/marks/fit-text.ts';
import { gapsBefore } from '../../../../display/web/marks/gap-rule.ts';
import { figureWith, indicatorOf } from '../widgets/figure-fixture.ts';

describe('the width of a figure', () => {
  const of = (value: number | null, unit: 'with' | 'without' = 'without') =>
    widthInEm(figureWith({ value, indicator: indicatorOf() }), 'vi', unit);

  it('grows with its digits and its unit, and is never nothing', () => {
    expect(of(4_132_391)).toBeGreaterThan(of(41_323));
    expect(of(41_323, 'with')).toBeGreaterThan(of(41_323));
    expect(of(null)).toBe(1);
  });
});

describe('the gaps of a line', () => {
  it.each([
    ['regular points', [0, 10, 20, 30], [false, false, false, false]],
    ['an outage among live points', [0, 1, 2, 42, 43], [false, false, false, true, false]],
    [
      'points filled in later, then live ones',
      [0, 15, 30, 45, 46, 47],
      [false, false, false, false, false, false],
    ],
    ['two points further apart than the stale age', [0, 40], [false, true]],
    ['none', [], []],
  ])('%s', (_, minutes, expected) => {
    expect(gapsBefore(minutes, 10)).toEqual(expected);
  });
});
