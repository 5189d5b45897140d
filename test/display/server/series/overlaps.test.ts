import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { overlapsOf } from '../../../../display/server/history/overlaps.ts';

const extent = (minSortMs: number, maxSortMs: number) => ({ minSortMs, maxSortMs });

describe('where files overlap in time', () => {
  it.each([
    ['none', [], []],
    ['one behind the other', [extent(0, 9), extent(10, 19)], []],
    ['an hour that two of them hold', [extent(0, 10), extent(10, 19)], [extent(10, 10)]],
    [
      'one that tells late of long ago',
      [extent(0, 9), extent(10, 19), extent(3, 15)],
      [extent(3, 9), extent(10, 15)],
    ],
    ['one within another', [extent(0, 99), extent(10, 19), extent(50, 60)], [extent(10, 19), extent(50, 60)]],
  ])('%s', (_what, extents, expected) => {
    expect(overlapsOf(extents, 20)).toEqual(expected);
  });

  it('is every time that two of them hold and no other, or one stretch around all when there are too many', () => {
    const extents = fc.array(fc.tuple(fc.nat(60), fc.nat(12)), { maxLength: 12 });
    fc.assert(
      fc.property(extents, (some) => {
        const given = some.map(([from, length]) => extent(from, from + length));
        const within = (at: number) => (one: { minSortMs: number; maxSortMs: number }) =>
          one.minSortMs <= at && at <= one.maxSortMs;
        const found = overlapsOf(given, 20);
        for (let at = 0; at <= 80; at += 1)
          expect(found.filter(within(at)).length).toBe(given.filter(within(at)).length > 1 ? 1 : 0);
        const [whole] = overlapsOf(given, 0);
        expect(whole?.minSortMs).toBe(found[0]?.minSortMs);
        expect(whole?.maxSortMs).toBe(found.at(-1)?.maxSortMs);
      }),
    );
  });
});
