import { describe, expect, it } from 'vitest';
import { addUp, samplesOf, type MemberPast } from '../../../../display/server/series/added-up.ts';

import { indicatorSchema } from '../../../../shared/config/domain.ts';
import { ofFact } from '../../../../shared/history/rollup.ts';
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

describe('places added up', () => {
  const instants = [1, 2, 3, 4].map(() => ({}));
  const member = (place: string, ...values: (Value | undefined)[]): MemberPast => ({
    place,
    samples: values.map((value, n) => (value === undefined ? undefined : at((n + 1) * 1_000, value))),
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
    const times = instants.map((_, n) => (n + 1) * 1_000);
    expect(times.map((atMs) => (points.has(atMs) ? points.get(atMs) : 'gap'))).toEqual(expected);
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

describe('what a place knew at the end of each stretch', () => {
  const grid = { anchorMs: 0, stepMs: 1_000, slackMs: 0 };
  const told = (...times: number[]) => times.map((atMs) => ofFact({ ...at(atMs, atMs), sortMs: atMs }));
  const values = (facts: number[], carryMs: number) =>
    samplesOf(told(...facts), grid, { first: 1, count: 4 }, carryMs).map((sample) => sample?.value);

  it.each([
    ['heard in every stretch', [1_100, 2_100, 3_100, 4_100], 500, [1_100, 2_100, 3_100, 4_100]],
    ['carried until it is stale', [1_900], 1_500, [1_900, 1_900, undefined, undefined]],
    ['heard early in a stretch and silent since', [2_001], 500, [undefined, 2_001, undefined, undefined]],
    ['heard before the first', [900], 1_500, [900, undefined, undefined, undefined]],
    ['never', [], 500, [undefined, undefined, undefined, undefined]],
  ])('%s', (_, facts, carryMs, expected) => {
    expect(values(facts, carryMs)).toEqual(expected);
  });
});
