import { describe, expect, it } from 'vitest';
import type { Indicator } from '../../shared/config/domain.ts';
import { indicatorSchema } from '../../shared/config/domain.ts';
import { ConfigIndex } from '../../shared/config/province-config.ts';
import { provinceSchema } from '../../shared/config/province.ts';
import { applyBatch, emptyDomainState, type DomainState } from '../../shared/domain-state.ts';
import { InvariantError } from '../../shared/errors.ts';
import { figureOf, freshnessCounts } from '../../shared/figure.ts';
import type { Reading, Value } from '../../shared/observation.ts';

const NOW_MS = 1_000_000;
const words = (text: string) => ({ vi: text, en: text });

function indicator(more: object): Indicator {
  return indicatorSchema.parse({
    id: 'i',
    name: words('Chỉ tiêu'),
    unit: words('xe'),
    better: 'down',
    cadence: 'realtime',
    lateAfterMs: 60_000,
    staleAfterMs: 300_000,
    aggregate: 'sum',
    breakdown: { kinds: ['gate'], except: ['d'] },
    limits: [
      { level: 'warning', value: 50, own: true },
      { level: 'critical', value: 100, own: true },
    ],
    ...more,
  });
}

function indexOf(...indicators: Indicator[]): ConfigIndex {
  const province = provinceSchema.parse({
    id: 'tinh',
    name: words('Tỉnh'),
    centreName: words('Trung tâm'),
    timeZone: 'Asia/Ho_Chi_Minh',
    simulated: true,
    domains: ['d'],
  });
  const places = ['a', 'b', 'c', 'd'].map((id) => ({
    id,
    kind: 'gate',
    name: words(id),
    aliases: [],
    tags: [],
  }));
  const domain = {
    id: 'd',
    name: words('D'),
    office: words('O'),
    icon: 'x',
    headline: 'i',
    eventKinds: [],
    eventStates: [],
    indicators,
  };
  return new ConfigIndex({ province, places, domains: [domain] });
}

function reading(place: string, value: Value, more: Partial<Reading> = {}): Reading {
  return {
    indicator: 'i',
    place,
    value,
    observedAtMs: NOW_MS - 10_000,
    collectedAtMs: NOW_MS - 9_000,
    source: 's',
    method: 'api',
    ...more,
  };
}

function stateOf(readings: readonly Reading[], failed = false): DomainState {
  const state = emptyDomainState('d');
  applyBatch(state, { source: 's', outcome: failed ? 'timeout' : 'ok', readings, events: [], pictures: [] });
  return state;
}

describe('the figure of the province', () => {
  const index = indexOf(indicator({}));

  it('adds up the places that have a figure of their own, and says how many reported', () => {
    const figure = figureOf(index, stateOf([reading('a', 30), reading('b', 12)]), 'i', undefined, NOW_MS);
    expect(figure).toMatchObject({ value: 42, sum: { reported: 2, expected: 3 }, freshness: 'fresh' });
  });

  it('is as old as its oldest member', () => {
    const old = reading('b', 12, { observedAtMs: NOW_MS - 300_000 });
    const figure = figureOf(index, stateOf([reading('a', 30), old]), 'i', undefined, NOW_MS);
    expect(figure).toMatchObject({ freshness: 'stale', ageMs: 300_000, observedAtMs: NOW_MS - 300_000 });
  });

  it('of periods is as old as its earliest period, whenever that was published again', () => {
    const monthly = indexOf(indicator({ cadence: 'month', period: 'month' }));
    const again = reading('a', 30, { period: '2026-08', observedAtMs: NOW_MS });
    const newer = reading('b', 12, { period: '2026-10', observedAtMs: NOW_MS - 9_000 });
    expect(figureOf(monthly, stateOf([again, newer]), 'i', undefined, NOW_MS).period).toBe('2026-08');
  });

  it("is the upstream's own where it gives one, even when the places add up otherwise", () => {
    const readings = [reading('a', 30), reading('b', 12), reading('tinh', 48)];
    const figure = figureOf(index, stateOf(readings), 'i', undefined, NOW_MS);
    expect(figure.value).toBe(48);
    expect(figure.sum).toBeUndefined();
  });

  it('of nobody is none and never, not zero', () => {
    const figure = figureOf(index, stateOf([]), 'i', undefined, NOW_MS);
    expect(figure).toMatchObject({ value: null, freshness: 'never', limit: { level: 'normal' } });
    expect(figure.sum).toMatchObject({ reported: 0, expected: 3 });
  });

  it('counts a place whose upstream says none as heard, and adds nothing for it', () => {
    const figure = figureOf(index, stateOf([reading('a', 30), reading('b', null)]), 'i', undefined, NOW_MS);
    expect(figure).toMatchObject({ value: 30, sum: { reported: 1, expected: 3 } });
  });

  it('is never added up by us where the upstream owes it', () => {
    const owed = indexOf(indicator({ aggregate: 'upstream' }));
    expect(figureOf(owed, stateOf([reading('a', 30)]), 'i', undefined, NOW_MS).value).toBeNull();
  });

  it('carries the failure of a source of any member', () => {
    const figure = figureOf(index, stateOf([reading('a', 30)], true), 'i', undefined, NOW_MS);
    expect(figure).toMatchObject({ value: 30, failure: 'timeout', freshness: 'fresh' });
  });
});

describe('how places add up', () => {
  const members = [reading('a', 10), reading('b', 40, { observedAtMs: NOW_MS - 5_000 }), reading('c', 70)];
  it.each<[string, object, Value]>([
    ['sum', {}, 120],
    ['mean', { aggregate: 'mean' }, 40],
    ['last', { aggregate: 'last' }, 40],
    ['worst, when down is better', { aggregate: 'worst' }, 70],
    ['worst, when up is better', { aggregate: 'worst', better: 'up' }, 10],
  ])('%s', (_name, more, expected) => {
    expect(figureOf(indexOf(indicator(more)), stateOf(members), 'i', undefined, NOW_MS).value).toBe(expected);
  });

  it('weighted, by another indicator, leaving out who has no weight', () => {
    const weighted = indicator({ aggregate: 'weighted', weightBy: 'w' });
    const index = indexOf(weighted, indicator({ id: 'w' }));
    const weights = [reading('a', 1, { indicator: 'w' }), reading('b', 3, { indicator: 'w' })];
    const figure = figureOf(index, stateOf([...members, ...weights]), 'i', undefined, NOW_MS);
    expect(figure.value).toBe((10 * 1 + 40 * 3) / 4);
  });

  it('worst of words, by their level', () => {
    const states = [
      { id: 'open', name: words('mở') },
      { id: 'limited', name: words('hạn chế'), level: 'warning' },
      { id: 'closed', name: words('đóng'), level: 'critical' },
    ];
    const index = indexOf(indicator({ aggregate: 'worst', states, limits: [] }));
    const readings = [reading('a', 'open'), reading('b', 'closed'), reading('c', 'limited')];
    const figure = figureOf(index, stateOf(readings), 'i', undefined, NOW_MS);
    expect(figure).toMatchObject({ value: 'closed', limit: { level: 'critical' } });
  });
});

describe('a limit', () => {
  const index = indexOf(indicator({}));
  const level = (value: Value, ageMs = 10_000) => {
    const state = stateOf([reading('a', value, { observedAtMs: NOW_MS - ageMs })]);
    return figureOf(index, state, 'i', 'a', NOW_MS).limit.level;
  };

  it.each([
    [49, 'normal'],
    [50, 'warning'],
    [99, 'warning'],
    [100, 'critical'],
  ])('at %i is %s', (value, expected) => {
    expect(level(value)).toBe(expected);
  });

  it('is not judged on a stale value', () => {
    expect(level(100, 300_000)).toBe('normal');
  });
});

it('counts what is expected, not only what came', () => {
  const index = indexOf(indicator({}), indicator({ id: 'p', aggregate: 'upstream', breakdown: undefined }));
  const late = reading('b', 1, { observedAtMs: NOW_MS - 60_000 });
  const counts = freshnessCounts(index, stateOf([reading('a', 30), late]), 'd', NOW_MS);
  // Three gates and the province's own figure of the second indicator.
  expect(counts).toEqual({ fresh: 1, late: 1, stale: 0, never: 2 });
});

it('refuses what the configuration does not know', () => {
  const index = indexOf(indicator({}));
  expect(() => figureOf(index, undefined, 'other', undefined, NOW_MS)).toThrow(InvariantError);
  expect(() => figureOf(index, undefined, 'i', 'nowhere', NOW_MS)).toThrow(InvariantError);
});
