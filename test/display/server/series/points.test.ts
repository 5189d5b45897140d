import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addUp, type MemberPast } from '../../../../display/server/series/added-up.ts';
import { oneVoice } from '../../../../display/server/series/one-voice.ts';
import { gridOf } from '../../../../display/server/series/series-reader.ts';
import { thin } from '../../../../display/server/series/thin.ts';
import { indicatorSchema } from '../../../../shared/config/domain.ts';
import type { HistoryPoint } from '../../../../shared/latest-entry.ts';
import type { Value } from '../../../../shared/observation.ts';

const at = (observedAtMs: number, value: Value, collectedAtMs = observedAtMs): HistoryPoint => ({
  value,
  observedAtMs,
  collectedAtMs,
  source: 's',
});
const both = (text: string) => ({ vi: text, en: text });
const indicator = (more: object) =>
  indicatorSchema.parse({
    id: 'queue',
    name: both('q'),
    unit: both('xe'),
    better: 'down',
    cadence: 'realtime',
    lateAfterMs: 1_000,
    staleAfterMs: 2_000,
    aggregate: 'sum',
    breakdown: { kinds: ['commune'] },
    ...more,
  });

describe('thinned points', () => {
  const values = fc.oneof({ weight: 8, arbitrary: fc.integer() }, fc.constant(null), fc.constant('closed'));

  it('are real points in their order, few enough, with the ends, the least and the greatest among them', () => {
    fc.assert(
      fc.property(
        fc.array(values, { minLength: 1, maxLength: 400 }),
        fc.integer({ min: 5, max: 100 }),
        (all, max) => {
          const points = all.map((value, n) => at(n, value));
          const kept = thin(points, max);
          expect(kept.length).toBeLessThanOrEqual(max);
          expect(kept).toEqual(points.filter((point) => kept.includes(point)));
          expect(kept[0]).toBe(points[0]);
          expect(kept.at(-1)).toBe(points.at(-1));
          const numbers = (some: readonly HistoryPoint[]) =>
            some.map(({ value }) => value).filter((one) => typeof one === 'number');
          expect(Math.max(...numbers(kept))).toBe(Math.max(...numbers(points)));
          expect(Math.min(...numbers(kept))).toBe(Math.min(...numbers(points)));
        },
      ),
    );
  });
});

describe('corrections', () => {
  const voice = (points: readonly HistoryPoint[]) => oneVoice(points, { staleAfterMs: 1_000 });
  it('replace what was said of the same fact before, whatever their order', () => {
    expect(voice([at(1, 5, 10), at(2, 6, 11), at(1, 4, 12)]).map(({ value }) => value)).toEqual([4, 6]);
    expect(voice([at(1, 4, 12), at(1, 5, 10)]).map(({ value }) => value)).toEqual([4]);
  });
});

describe('places added up', () => {
  const instants = [1, 2, 3, 4].map((n) => ({ atMs: n * 1_000 }));
  const member = (place: string, ...values: (Value | undefined)[]): MemberPast => ({
    place,
    samples: values.map((value, n) => (value === undefined ? undefined : at(n * 1_000, value))),
  });
  const cases: [string, object, MemberPast[], Value[]][] = [
    ['all known', {}, [member('a', 1, 2, 3, 4), member('b', 10, 10, 10, 10)], [11, 12, 13, 14]],
    [
      'one falls silent: no point, and no fall',
      {},
      [member('a', 1, 2, 3, 4), member('b', 10, undefined, undefined, 10)],
      [11, 'gap', 'gap', 14],
    ],
    [
      'one was not heard yet',
      {},
      [member('a', 1, 2, 3, 4), member('b', undefined, undefined, 10, 10)],
      [1, 2, 13, 14],
    ],
    [
      'one says that there is none',
      {},
      [member('a', 1, 2, 3, 4), member('b', 10, null, null, 10)],
      [11, 2, 3, 14],
    ],
    ['nobody known', {}, [member('a'), member('b')], ['gap', 'gap', 'gap', 'gap']],
    ['the worst', { aggregate: 'worst' }, [member('a', 1, 2, 3, 4), member('b', 0, 9, 0, 9)], [1, 9, 3, 9]],
  ];
  it.each(cases)('%s', (_, more, members, expected) => {
    const points = new Map(
      addUp(indicator(more), instants, members).map(({ observedAtMs, value }) => [observedAtMs, value]),
    );
    expect(instants.map(({ atMs }) => (points.has(atMs) ? points.get(atMs) : 'gap'))).toEqual(expected);
  });

  it('weighs by what the weights were then', () => {
    const members = [member('a', 10, 10), member('b', 20, 20)];
    const weights = [member('a', 1, 3), member('b', 1, 1)];
    const points = addUp(
      indicator({ aggregate: 'weighted', weightBy: 'w' }),
      instants.slice(0, 2),
      members,
      weights,
    );
    expect(points.map(({ value }) => value)).toEqual([15, 12.5]);
  });
});

describe('a grid', () => {
  it('stands on multiples of its step and keeps to its bound', () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.nat(1e8), fc.integer({ min: 2, max: 500 }), (fromMs, spanMs, max) => {
        const { fromMs: firstMs, stepMs, count } = gridOf({ fromMs, toMs: fromMs + spanMs }, max);
        expect(firstMs % stepMs).toBe(0);
        expect(firstMs).toBeGreaterThanOrEqual(fromMs);
        expect(count).toBeLessThanOrEqual(max + 1);
        expect(count === 0 || firstMs + (count - 1) * stepMs <= fromMs + spanMs).toBe(true);
      }),
    );
  });
});
