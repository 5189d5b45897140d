import { describe, expect, it } from 'vitest';
import { entryForm, type EntryForm } from '../../../shared/entry/form.ts';
import { dueMs, factTime, knownTimes } from '../../../shared/entry/form-time.ts';
import { formStanding } from '../../../shared/entry/standing.ts';
import { ConfigIndex } from '../../../shared/config/province-config.ts';
import { entryFormSchema } from '../../../shared/config/entry-form.ts';
import { tinyConfig } from '../../fixtures/tiny-config.ts';
import type { Reading } from '../../../shared/observation.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const at = (text: string) => Date.parse(`${text}+07:00`);
const evening = { period: 'day' as const, timeOfDay: '20:00', dueAfterMinutes: 60 };
const month = { period: 'month' as const, dueAfterMinutes: 5 * 24 * 60 };
const daily = { timeOfDay: '07:00', dueAfterMinutes: 30 };
const any = { dueAfterMinutes: 0 };

describe('of when an entry is', () => {
  it.each([
    [evening, '2026-11-26', { period: '2026-11-26', observedAtMs: at('2026-11-26T20:00') }],
    [month, '2026-10', { period: '2026-10', observedAtMs: at('2026-11-01T00:00') }],
    [daily, '2026-11-26', { observedAtMs: at('2026-11-26T07:00') }],
    [any, '2026-11-26T14:30', { observedAtMs: at('2026-11-26T14:30') }],
  ])('%j of %s', (form, when, wanted) => {
    expect(factTime(form, when, ZONE)).toEqual(wanted);
  });

  it.each([
    [evening, '2026-10'],
    [evening, '2026-02-30'],
    [evening, '26/11/2026'],
    [month, '2026-11-26'],
    [month, '2026-13'],
    [any, '2026-11-26'],
    [any, '2026-02-30T10:00'],
    [any, '2026-11-26T24:00'],
    [any, '2026-11-26T14:30Z'],
  ])('%j has no %s', (form, when) => {
    expect(factTime(form, when, ZONE)).toBeUndefined();
  });

  it('offers the day from its hour on, and a month when it has ended', () => {
    expect(knownTimes(evening, at('2026-11-26T19:59'), ZONE, 2)).toEqual(['2026-11-25', '2026-11-24']);
    expect(knownTimes(evening, at('2026-11-26T20:00'), ZONE, 2)).toEqual(['2026-11-26', '2026-11-25']);
    expect(knownTimes(month, at('2026-11-30T23:59'), ZONE, 1)).toEqual(['2026-10']);
    expect(knownTimes(month, at('2026-12-01T00:00'), ZONE, 1)).toEqual(['2026-11']);
    expect(knownTimes(any, at('2026-12-01T00:00'), ZONE, 3)).toEqual([]);
  });

  it('is due so long after what it is of', () => {
    expect(dueMs(evening, '2026-11-26', ZONE)).toBe(at('2026-11-26T21:00'));
    expect(dueMs(month, '2026-10', ZONE)).toBe(at('2026-11-06T00:00'));
  });
});

describe('what a form owes', () => {
  const index = new ConfigIndex(tinyConfig());
  const formOf = (settings: object): EntryForm =>
    entryForm(index, { id: 'hand', domain: 'water', form: entryFormSchema.parse(settings) });
  const rain = formOf({
    title: { vi: 'Mưa', en: 'Rain' },
    ...evening,
    fields: [{ indicator: 'rain', kinds: ['station'] }],
  });
  const reading = (place: string, period: string): Reading => ({
    indicator: 'rain',
    place,
    period,
    value: 1,
    observedAtMs: at(`${period}T20:00`),
    collectedAtMs: at(`${period}T20:10`),
    source: 'hand',
    method: 'manual',
  });
  const standing = (now: string, ...known: Reading[]) =>
    formStanding(rain, (key) => known.find((one) => key === `rain|${one.place}`), at(now), ZONE);

  it('has a field for each station that has a figure', () => {
    expect(rain.fields.map(({ key }) => key)).toEqual(['rain|st-1', 'rain|st-2']);
  });

  it.each([
    ['is awaited until it is due', '2026-11-26T20:59', [], 'awaited', 0],
    ['is overdue at its minute', '2026-11-26T21:00', [], 'overdue', 0],
    ['is overdue while a part is missing', '2026-11-26T22:00', [reading('st-1', '2026-11-26')], 'overdue', 1],
    [
      'is entered when all of it is there',
      '2026-11-26T22:00',
      [reading('st-1', '2026-11-26'), reading('st-2', '2026-11-26')],
      'entered',
      2,
    ],
    [
      'is still that of the day before until the hour comes',
      '2026-11-27T19:59',
      [reading('st-1', '2026-11-26'), reading('st-2', '2026-11-26')],
      'entered',
      2,
    ],
    [
      'is owed anew when the hour has come',
      '2026-11-27T20:00',
      [reading('st-1', '2026-11-26'), reading('st-2', '2026-11-26')],
      'awaited',
      0,
    ],
  ])('%s', (_name, now, known, state, covered) => {
    expect(standing(now, ...known)).toMatchObject({ state, covered, expected: 2 });
  });
});
