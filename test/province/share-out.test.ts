import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMMUNES, POPULATION } from './sim/communes.ts';
import { countByCommune, percentByCommune, wholeShares } from './sim/share-out.ts';
import { yearToDate } from './sim/year-to-date.ts';

const seeds = fc.integer({ min: 0, max: 1_000_000 });

describe('sharing a figure out over places', () => {
  it('knows the 65 communes and the whole population', () => {
    expect(COMMUNES).toHaveLength(65);
    expect(COMMUNES.filter(({ ward }) => ward)).toHaveLength(4);
    expect(POPULATION).toBe(807_315);
  });

  it('gives whole shares that add up to the total, none below zero', () => {
    const weights = fc.array(fc.double({ min: 0.01, max: 1_000, noNaN: true }), {
      minLength: 1,
      maxLength: 80,
    });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300_000 }), weights, (total, parts) => {
        const shares = wholeShares(total, parts);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(total);
        expect(shares.every((share) => Number.isInteger(share) && share >= 0)).toBe(true);
      }),
    );
  });

  it('gives larger shares to larger weights', () => {
    expect(wholeShares(10, [1, 3, 1])).toEqual([2, 6, 2]);
    expect(wholeShares(5, [0, 0])).toEqual([0, 0]);
  });

  it('counts the same total over the communes whatever the seed', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 100_000 }), (seed, total) => {
        expect(countByCommune(seed, 'x', total).reduce((sum, { value }) => sum + value, 0)).toBe(total);
      }),
      { numRuns: 30 },
    );
  });

  it('keeps percentages within 0 to 100 and their mean by population at the figure of the province', () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0, max: 100, noNaN: true }), (seed, province) => {
        const values = percentByCommune(seed, 'x', province);
        const people = new Map(COMMUNES.map(({ code, population }) => [code, population]));
        const mean =
          values.reduce((sum, { code, value }) => sum + value * (people.get(code) ?? 0), 0) / POPULATION;
        expect(mean).toBeCloseTo(province, 6);
        expect(values.every(({ value }) => value >= 0 && value <= 100)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('sums since the first of January', () => {
  const shape = { year: { estimated: { '2026': 36_500 } }, weekend: 0.1 };
  const dayOf = (offset: number) => new Date(Date.UTC(2026, 0, 1 + offset)).toISOString().slice(0, 10);

  it('grow by exactly the day, and end at the total of the year', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 364 }), (seed, offset) => {
        const before = yearToDate(shape, seed, 'x', dayOf(offset - 1));
        const after = yearToDate(shape, seed, 'x', dayOf(offset));
        expect(after.sum - before.sum).toBeCloseTo(after.day, 6);
        expect(after.day).toBeGreaterThan(0);
      }),
      { numRuns: 40 },
    );
    expect(yearToDate(shape, 7, 'x', '2026-12-31').sum).toBeCloseTo(36_500, 6);
  });

  it('start again on the first of January', () => {
    const first = yearToDate(shape, 7, 'x', '2026-01-01');
    expect(first.sum).toBe(first.day);
  });

  it('bring little on a Sunday', () => {
    // 22 November 2026 is a Sunday, the 23rd a Monday.
    const sunday = yearToDate(shape, 7, 'x', '2026-11-22').day;
    expect(sunday).toBeLessThan(0.2 * yearToDate(shape, 7, 'x', '2026-11-23').day);
  });
});
