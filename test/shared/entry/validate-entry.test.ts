import { describe, expect, it } from 'vitest';
import { entryFormSchema } from '../../../shared/config/entry-form.ts';
import { ConfigIndex } from '../../../shared/config/province-config.ts';
import type { Entry } from '../../../shared/entry/entry.ts';
import { isFarFromLast } from '../../../shared/entry/far-value.ts';
import { entryForm } from '../../../shared/entry/form.ts';
import { checkEntry } from '../../../shared/entry/validate-entry.ts';
import type { Reading, Value } from '../../../shared/observation.ts';
import { tinyConfig } from '../../fixtures/tiny-config.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const NOW_MS = Date.parse('2026-11-26T21:00:00+07:00');
const index = new ConfigIndex(tinyConfig());
const form = entryForm(index, {
  id: 'hand',
  domain: 'water',
  form: entryFormSchema.parse({
    title: { vi: 'Trạm', en: 'Stations' },
    fields: [{ indicator: 'level', kinds: ['station'], min: -100, max: 10_000 }, { indicator: 'gate-state' }],
  }),
});

const last = (value: Value): Reading => ({
  indicator: 'level',
  place: 'st-1',
  value,
  observedAtMs: 0,
  collectedAtMs: 0,
  source: 'x',
  method: 'api',
});
const level = (value: string | null, place = 'st-1') => ({ indicator: 'level', place, value });
const right: Omit<Entry, 'id' | 'source'> = {
  by: 'Trực ban',
  when: '2026-11-26T20:30',
  values: [level('549')],
  confirmed: [],
};
const check = (more: Partial<Entry> = {}, known: Value | undefined = 540) =>
  checkEntry(
    form,
    { ...right, ...more },
    {
      lastOf: (key) => (key === 'level|st-1' && known !== undefined ? last(known) : undefined),
      nowMs: NOW_MS,
      timeZone: ZONE,
    },
  );
const problems = (more: Partial<Entry>, known?: Value) =>
  check(more, known).problems.map(({ field, reason }) => `${field}: ${reason}`);

describe('an entry', () => {
  it('that is right gives its figures, with what was known before', () => {
    const { problems: wrong, rows, fact } = check();
    expect(wrong).toEqual([]);
    expect(fact).toEqual({ observedAtMs: Date.parse('2026-11-26T20:30:00+07:00') });
    expect(rows).toMatchObject([{ field: { key: 'level|st-1' }, value: 549, last: { value: 540 } }]);
  });

  it('records "there is none" as null, and nothing for what is left blank', () => {
    const { problems: wrong, rows } = check({ values: [level(null)] });
    expect(wrong).toEqual([]);
    expect(rows.map(({ field, value }) => [field.key, value])).toEqual([['level|st-1', null]]);
  });

  it('takes a state by its id', () => {
    const of = (value: string) => [{ indicator: 'gate-state', place: 'tiny', value }];
    expect(check({ values: of('open') }).rows).toMatchObject([{ value: 'open' }]);
    expect(problems({ values: of('mở') })).toEqual(['gate-state|tiny: unknown-state']);
  });

  it.each<[string, Partial<Entry>, string[]]>([
    ['no name', { by: ' ' }, ['by: no-name']],
    ['a name with a line break', { by: 'Trực ban\r\nadmin' }, ['by: bad-name']],
    ['a name that turns the direction of text', { by: 'Trực\u202eban' }, ['by: bad-name']],
    ['a name without end', { by: 'a'.repeat(81) }, ['by: bad-name']],
    ['a moment that is none', { when: 'hôm qua' }, ['when: bad-when']],
    ['a moment that has not come', { when: '2026-11-26T21:02' }, ['when: future']],
    ['nothing at all', { values: [] }, ['values: nothing-entered']],
    ['a place of no field', { values: [level('1', 'co-1')] }, ['level|co-1: unknown-field']],
    ['a field twice', { values: [level('549'), level('550')] }, ['level|st-1: twice']],
    ['no number', { values: [level('nhiều')] }, ['level|st-1: no-number']],
    ['a number with two readings', { values: [level('1.238')] }, ['level|st-1: ambiguous-number']],
    ['less than may be', { values: [level('-101')] }, ['level|st-1: below-least']],
    ['more than may be', { values: [level('10001')] }, ['level|st-1: above-most']],
    ['a digit too many', { values: [level('5490')] }, ['level|st-1: far-from-last']],
  ])('with %s is refused, and says where', (_name, more, wanted) => {
    expect(problems(more)).toEqual(wanted);
  });

  it('keeps what is right beside what is wrong, for the page to show', () => {
    const { rows, problems: wrong } = check({ values: [level('549'), level('x', 'st-2')] });
    expect([rows.length, wrong.length]).toEqual([1, 1]);
  });

  it('is asked once more for a value far from the last, and takes it when it is meant', () => {
    const far = { values: [level('5490')] };
    expect(check(far).problems).toEqual([{ field: 'level|st-1', reason: 'far-from-last', numbers: [540] }]);
    expect(check({ ...far, confirmed: ['level|st-1'] }).problems).toEqual([]);
    // What is impossible stays so.
    expect(problems({ values: [level('54900')], confirmed: ['level|st-1'] })).toEqual([
      'level|st-1: above-most',
    ]);
  });

  it('compares with nothing where nothing is known, or the last word was "none"', () => {
    expect(problems({ values: [level('5490')] }, null)).toEqual([]);
    expect(
      checkEntry(
        form,
        { ...right, values: [level('5490')] },
        { lastOf: () => undefined, nowMs: NOW_MS, timeZone: ZONE },
      ).problems,
    ).toEqual([]);
  });
});

describe('far from the last value', () => {
  it.each([
    [549, 540, 0, false],
    [5_490, 549, 0, true],
    [54, 549, 0, true],
    [49, 549, 0, true],
    [1_500, 549, 0, false],
    [1_647, 549, 0, true],
    [9, 2, 0, false],
    [12, 2, 0, false],
    [13, 2, 0, true],
    [0, 549, 0, true],
    [549, 0, 0, true],
    [-8.06, 8.06, 2, true],
    [8.06, 7.9, 2, false],
    [80.6, 8.06, 2, true],
  ])('%d after %d (%d decimals): %s', (value, before, decimals, wanted) => {
    expect(isFarFromLast(value, before, decimals)).toBe(wanted);
  });
});
