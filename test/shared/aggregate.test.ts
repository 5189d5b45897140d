import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aggregate } from '../../shared/aggregate.ts';
import type { Reading, Value } from '../../shared/observation.ts';

const reading = (place: string, value: Value, observedAtMs = 10, more: Partial<Reading> = {}): Reading => ({
  indicator: 'x',
  place,
  value,
  observedAtMs,
  collectedAtMs: 100,
  source: 'a',
  method: 'api',
  ...more,
});
const rule = (
  kind: Parameters<typeof aggregate>[0]['aggregate'],
  better: 'up' | 'down' | 'neutral' = 'neutral',
) => ({ aggregate: kind, better, states: undefined });

describe('places add up', () => {
  const members = [reading('a', 1), reading('b', 5, 30), reading('c', null), undefined];
  it.each([
    ['sum', 'neutral', 6],
    ['mean', 'neutral', 3],
    ['last', 'neutral', 5],
    ['worst', 'down', 5],
    ['worst', 'up', 1],
    ['upstream', 'neutral', null],
  ] as const)('by %s (better: %s) to %s', (kind, better, value) => {
    expect(aggregate(rule(kind, better), members).value).toBe(value);
  });

  it('and say on how many of how many they stand', () => {
    expect(aggregate(rule('sum'), members)).toMatchObject({ reported: 2, expected: 4 });
  });

  it('weighted by another indicator, leaving out whoever has no weight', () => {
    const weights = new Map([
      ['a', reading('a', 30)],
      ['b', reading('b', 10)],
      ['c', reading('c', 99)],
    ]);
    expect(aggregate(rule('weighted'), members, { weights }).value).toBe(2);
    expect(aggregate(rule('weighted'), members).value).toBeNull();
  });

  it('counts only places with a weight, and is no younger than the weights', () => {
    const weights = new Map([['a', reading('a', 30, 3)]]);
    const added = aggregate(rule('weighted'), members, { weights });
    expect(added).toMatchObject({ value: 1, reported: 1, expected: 4 });
    expect(added.oldest?.observedAtMs).toBe(3);
  });

  it('to nothing when nobody reported, which is not zero', () => {
    for (const kind of ['sum', 'mean', 'last', 'worst'] as const) {
      expect(aggregate(rule(kind), [undefined, reading('c', null)])).toMatchObject({
        value: null,
        reported: 0,
      });
      expect(aggregate(rule(kind), [])).toMatchObject({ value: null, oldest: undefined });
    }
  });

  it('to the gravest of words', () => {
    const name = { vi: 'x', en: 'x' };
    const states = [
      { id: 'open', name, level: 'normal' as const },
      { id: 'slow', name, level: 'warning' as const },
      { id: 'shut', name, level: 'critical' as const },
    ];
    const indicator = { aggregate: 'worst' as const, better: 'neutral' as const, states };
    expect(
      aggregate(indicator, [reading('a', 'open'), reading('b', 'shut'), reading('c', 'slow')]).value,
    ).toBe('shut');
  });

  it('are as old as their oldest member, whatever the order', () => {
    const times = fc.array(fc.record({ observedAtMs: fc.nat(1_000), collectedAtMs: fc.nat(1_000) }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(times, (list) => {
        const all = list.map((time, at) => reading(`p${at}`, 1, time.observedAtMs, time));
        const { oldest } = aggregate(rule('sum'), all);
        const age = (one: Reading) => Math.min(one.observedAtMs, one.collectedAtMs);
        expect(oldest && age(oldest)).toBe(Math.min(...all.map(age)));
      }),
    );
  });

  it('and say when they mix periods', () => {
    expect(
      aggregate(rule('sum'), [
        reading('a', 1, 1, { period: '2026-10' }),
        reading('b', 1, 1, { period: '2026-11' }),
      ]).mixedPeriods,
    ).toBe(true);
    expect(
      aggregate(rule('sum'), [
        reading('a', 1, 1, { period: '2026-10' }),
        reading('b', 1, 1, { period: '2026-10' }),
      ]).mixedPeriods,
    ).toBe(false);
  });
});
