import { describe, expect, it } from 'vitest';
import { widthInEm } from '../../../../display/web/marks/fit-text.ts';
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
