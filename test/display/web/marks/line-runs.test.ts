/** A line shows the least and the greatest of every stretch, in order, and nothing where nothing is known. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runsOf, thinned } from '../../../../display/web/marks/line-runs.ts';
import type { SeriesPoint } from '../../../../shared/api.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const point = (observedAtMs: number, value: number | null, more: Partial<SeriesPoint> = {}): SeriesPoint => ({
  value,
  observedAtMs,
  collectedAtMs: observedAtMs,
  source: 's',
  ...more,
});
const stretch = (fromMs: number, lastMs: number, [min, last, max]: readonly number[]): SeriesPoint =>
  point(lastMs, last ?? null, { stretch: { fromMs, count: 3, min: min ?? null, max: max ?? null, sum: 0 } });

describe('the line through stretches', () => {
  it('goes through the least, the greatest and the last of each, in the order of time', () => {
    const threes = fc
      .tuple(fc.integer(), fc.integer(), fc.integer())
      .map((some) => some.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(fc.array(threes, { minLength: 1, maxLength: 50 }), (all) => {
        const points = all.map((three, n) => stretch(n * 100, n * 100 + 90, three));
        const [run = []] = runsOf(points, 1_000, ZONE);
        all.forEach((three, n) => {
          const own = run
            .filter(({ atMs }) => atMs >= n * 100 && atMs < n * 100 + 100)
            .map(({ value }) => value);
          expect([Math.min(...own), own.at(-1), Math.max(...own)]).toEqual(three);
        });
        expect(run.map(({ atMs }) => atMs)).toEqual(run.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
      }),
    );
  });

  it.each([
    ['a value that is none', [point(1, 5), point(2, null), point(3, 6)], [[5], [6]]],
    ['a silence', [point(1, 5), point(2, 6), point(3, 6), point(90, 7)], [[5, 6, 6], [7]]],
    ['a gap that the server told of', [point(1, 5), point(2, 6, { afterGap: true })], [[5], [6]]],
    ['nothing at all', [], []],
  ])('ends at %s', (_, points, expected) => {
    expect(runsOf(points, 10, ZONE).map((run) => run.map(({ value }) => value))).toEqual(expected);
  });

  it('keeps its peaks and its end when it is thinned', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1, maxLength: 500 }), (values) => {
        const run = values.map((value, atMs) => ({ atMs, value }));
        const kept = thinned(run, { fromMs: 0, toMs: values.length }, 20).map(({ value }) => value);
        expect(Math.max(...kept)).toBe(Math.max(...values));
        expect(Math.min(...kept)).toBe(Math.min(...values));
        expect(kept.at(-1)).toBe(values.at(-1));
        expect(kept.length).toBeLessThanOrEqual(43);
      }),
    );
  });
});
