import { describe, expect, it } from 'vitest';
import {
  bothWords,
  contradictedPlacesText,
  ownContradictionWords,
  tellApart,
} from '../../../../display/web/truth/contradiction-text.ts';
import { whyShown } from '../../../../display/web/tablet/why-shown.ts';
import type { SourceSummary } from '../../../../shared/api.ts';
import type { Contradiction } from '../../../../shared/contradiction.ts';
import type { Reading, Value } from '../../../../shared/observation.ts';
import { figureWith, indicatorOf, NOW_MS, placeOf } from '../widgets/figure-fixture.ts';

const source = (id: string, office: string, shortOffice?: string): [string, SourceSummary] => [
  id,
  {
    id,
    name: { vi: `Nguồn ${id}`, en: `Source ${id}` },
    office: { vi: office, en: office },
    ...(shortOffice === undefined ? {} : { shortOffice: { vi: shortOffice, en: shortOffice } }),
    domain: 'd',
    connector: 'csv',
    everySeconds: 1,
  },
];
const sources = new Map([
  source('kb', 'Kho bạc Nhà nước', 'Kho bạc'),
  source('hq', 'Hải quan'),
  source('kb-tay', 'Kho bạc Nhà nước', 'Kho bạc'),
]);
const said = (from: string, value: Value, method: Reading['method'] = 'api', place = 'a'): Reading => ({
  indicator: 'xe-ton',
  place,
  value,
  observedAtMs: NOW_MS,
  collectedAtMs: NOW_MS,
  source: from,
  method,
});
const between = (shown: Reading, other: Reading): Contradiction => ({
  shown,
  other,
  allowed: 0,
  sinceMs: NOW_MS,
  untilMs: NOW_MS + 1,
});

describe('both words of a contradiction', () => {
  it('stand with who says each, in full and in short', () => {
    const one = between(said('kb', 1_057), said('hq', 980));
    expect(bothWords(indicatorOf(), one, sources, 'vi')).toEqual({
      full: '1.057 ≠ 980: Kho bạc Nhà nước, Hải quan',
      short: '1.057 ≠ 980: Kho bạc, Hải quan',
    });
  });

  it('name the sources where the office is one, and how a word came that no machine told', () => {
    const one = between(said('kb', 1), said('kb-tay', null, 'manual'));
    expect(bothWords(indicatorOf(), one, sources, 'vi').full).toBe(
      '1 ≠ nguồn báo không có: Nguồn kb, Nguồn kb-tay (nhập tay)',
    );
  });

  it.each<[Value, Value, [string, string]]>([
    [97.84, 97.81, ['97,84', '97,81']],
    [97.8, 97.9, ['97,8', '97,9']],
    [12_345.61, 12_345.62, ['12.345,61', '12.345,62']],
    [1, null, ['1,0', 'nguồn báo không có']],
  ])('%s and %s read differently', (a, b, expected) => {
    expect(tellApart({ decimals: 1 }, [a, b], 'vi')).toEqual(expected);
  });
});

describe('what a figure says of contradictions', () => {
  const own = figureWith({ contradictions: [between(said('kb', 1), said('hq', 2))] });
  const sum = figureWith({
    indicator: indicatorOf({ aggregate: 'sum', breakdown: { kinds: ['commune'] } }),
    sum: { reported: 65, expected: 65, mixedPeriods: false },
    contradictions: [
      between(said('kb', 1), said('hq', 2)),
      between(said('kb', 1, 'api', 'b'), said('hq', 2)),
    ],
  });

  it('is both words on its own series, and how many places of a sum', () => {
    expect(ownContradictionWords(own, sources, 'vi')?.full).toBe(
      '2 nguồn khác nhau, 1 ≠ 2: Kho bạc Nhà nước, Hải quan',
    );
    expect(ownContradictionWords(sum, sources, 'vi')).toBeUndefined();
    expect(contradictedPlacesText([sum], 'vi')).toBe('2/65 xã');
  });

  it('is nothing when they agree', () => {
    expect(ownContradictionWords(figureWith(), sources, 'vi')).toBeUndefined();
    expect(contradictedPlacesText([figureWith(), figureWith({ place: placeOf('b') })], 'en')).toBe('');
    expect(contradictedPlacesText([], 'en')).toBe('');
  });

  it('counts the places of a list', () => {
    expect(contradictedPlacesText([own, figureWith({ place: placeOf('b') })], 'en')).toBe('1/2 places');
  });
});

describe('why a source is shown', () => {
  const a = { source: 'a', period: undefined };
  const b = { source: 'b', period: undefined };
  it.each([
    ['most-trusted', ['a', 'b'], a, [b]],
    ['more-trusted-stale', ['a', 'b'], b, [a]],
    ['newest', undefined, a, [b]],
    ['newer-period', ['a', 'b'], { source: 'b', period: '2026-10' }, [{ source: 'a', period: '2026-09' }]],
    ['first', undefined, { source: 'b', period: '2026-10' }, [{ source: 'a', period: '2026-10' }]],
    ['most-trusted', ['a'], { source: 'a', period: '2026-10' }, [{ source: 'x', period: '2026-10' }]],
  ] as const)('%s', (why, precedence, shown, others) => {
    const indicator = precedence === undefined ? {} : { precedence: [...precedence] };
    expect(whyShown(indicator, shown, others)).toBe(why);
  });
});
