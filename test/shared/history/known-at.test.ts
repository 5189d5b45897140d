import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asKnownAt, latestKnownAt, mergeVersions, type Version } from '../../../shared/history/known-at.ts';

const versionArbitrary = fc
  .record({
    sortMs: fc.integer({ min: 0, max: 5 }),
    value: fc.constantFrom(1, 2, null, 'open'),
    source: fc.constantFrom('a', 'b'),
  })
  .map((one) => ({ ...one, observedAtMs: one.sortMs }));
/** A life of a series: each acceptance at an instant of its own. */
const lives = fc
  .array(versionArbitrary, { maxLength: 25 })
  .map((list) => list.map((one, at): Version => ({ ...one, collectedAtMs: 10 * (at + 1) })));

describe('what was known at an instant', () => {
  it('is of each fact the last that had been accepted by then, as a naive model says', () => {
    fc.assert(
      fc.property(lives, fc.integer({ min: 0, max: 300 }), (life, knownAtMs) => {
        const model = new Map<number, Version>();
        const toldBy = new Map<string, Version['value']>();
        for (const version of life) {
          const told = `${version.source} ${version.sortMs}`;
          // What a source tells again without change is not accepted again.
          const isRepeat = toldBy.has(told) && toldBy.get(told) === version.value;
          toldBy.set(told, version.value);
          if (!isRepeat && version.collectedAtMs <= knownAtMs) model.set(version.sortMs, version);
        }
        const expected = [...model.values()].toSorted((a, b) => a.sortMs - b.sortMs);
        expect(asKnownAt(mergeVersions(life), knownAtMs)).toEqual(expected);
      }),
    );
  });

  it('does not change by anything that is accepted later', () => {
    fc.assert(
      fc.property(lives, fc.integer({ min: 0, max: 300 }), (life, knownAtMs) => {
        const then = life.filter(({ collectedAtMs }) => collectedAtMs <= knownAtMs);
        expect(asKnownAt(mergeVersions(life), knownAtMs)).toEqual(asKnownAt(mergeVersions(then), undefined));
        expect(latestKnownAt(life, knownAtMs)).toEqual(latestKnownAt(then, undefined));
      }),
    );
  });
});

describe('the latest that was known', () => {
  const at = (sortMs: number, collectedAtMs: number, value: number, source = 'a'): Version => ({
    sortMs,
    observedAtMs: sortMs,
    collectedAtMs,
    value,
    source,
  });

  it('is the newest fact, whatever came late, and corrected by its own source alone', () => {
    const life = [at(5, 10, 1), at(3, 20, 2), at(5, 30, 3, 'b'), at(5, 40, 4), at(9, 50, 5)];
    const known = [10, 20, 30, 40, 50].map((ms) => latestKnownAt(life, ms)?.value);
    expect(known).toEqual([1, 1, 1, 4, 5]);
    expect(latestKnownAt(life, 9)).toBeUndefined();
  });
});

describe('versions from several places', () => {
  it('count once, and keep the method that one of them knows', () => {
    const hot: Version = { sortMs: 1, observedAtMs: 1, collectedAtMs: 2, value: 3, source: 'a' };
    const cold: Version = { ...hot, method: 'manual' };
    expect(mergeVersions([cold], [hot])).toEqual([cold]);
    expect(mergeVersions([hot], [cold])).toEqual([cold]);
  });
});
