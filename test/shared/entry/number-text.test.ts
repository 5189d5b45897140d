import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTyped } from '../../../shared/entry/number-text.ts';

const vehicles = { unit: 'xe', decimals: 0 };
const percent = { unit: '%', decimals: 1 };
const money = { unit: 'tỷ đồng', decimals: 1 };
const number = (value: number) => ({ kind: 'number', value });
const ambiguous = (first: number, second: number) => ({ kind: 'ambiguous', readings: [first, second] });

/** What a text may be taken for; nothing where it is refused. */
function readingsOf(read: ReturnType<typeof readTyped>): readonly number[] {
  if (read.kind === 'number') return [read.value];
  return read.kind === 'ambiguous' ? read.readings : [];
}

describe('a figure as it is typed', () => {
  it.each([
    ['1.238,5', money, number(1_238.5)],
    ['1,238.5', money, number(1_238.5)],
    ['1 238,5', money, number(1_238.5)],
    ['1.238.500', money, number(1_238_500)],
    ['12,5', money, number(12.5)],
    ['12.5', money, number(12.5)],
    ['0.238', money, number(0.238)],
    ['0,238', money, number(0.238)],
    ['1.238', money, ambiguous(1_238, 1.238)],
    ['1,238', money, ambiguous(1.238, 1_238)],
    // A vehicle has no fraction, so only one reading is left.
    ['1.238', vehicles, number(1_238)],
    ['1,238', vehicles, number(1_238)],
    ['1.238,0', vehicles, number(1_238)],
    ['−5', money, number(-5)],
    ['-0', vehicles, number(0)],
    ['+3', vehicles, number(3)],
    ['  591 ', vehicles, number(591)],
  ])('reads %j', (text, quantity, wanted) => {
    // Told apart by their texts, minus zero is another number.
    expect(readTyped(text, quantity)).toStrictEqual(wanted);
  });

  it.each([
    ['82,5 %', percent, number(82.5)],
    ['82,5%', percent, number(82.5)],
    ['591 xe', vehicles, number(591)],
    ['1,2 nghìn xe', vehicles, number(1_200)],
    ['500 triệu đồng', money, number(0.5)],
    ['1 tỉ đồng', money, number(1)],
  ])('takes the unit beside it: %j', (text, quantity, wanted) => {
    expect(readTyped(text, quantity)).toEqual(wanted);
  });

  it.each([
    ['591 lượt', vehicles, 'wrong-unit'],
    ['5 %', money, 'wrong-unit'],
    ['12,5', vehicles, 'not-whole'],
    ['12.5 xe', vehicles, 'not-whole'],
    ['', vehicles, 'no-number'],
    ['xe', vehicles, 'no-number'],
    ['1e3', vehicles, 'wrong-unit'],
    ['1.23.456', money, 'no-number'],
    ['1,238,5', money, 'no-number'],
    ['12,', money, 'no-number'],
    ['--5', money, 'no-number'],
    ['NaN', money, 'no-number'],
    ['Infinity', money, 'no-number'],
    ['1234567890123456', money, 'too-precise'],
    ['5; DROP', money, 'no-number'],
  ])('refuses %j', (text, quantity, kind) => {
    expect(readTyped(text, quantity)).toEqual({ kind });
  });

  const notations = fc.constantFrom('vi-VN', 'en-GB', 'fr-FR');
  const written = (value: number, locale: string, decimals: number) =>
    new Intl.NumberFormat(locale, {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    }).format(value);

  it('never takes a figure for another one, however a person groups and points it', () => {
    const figures = fc.tuple(
      fc.integer({ min: -999_999_999, max: 999_999_999 }),
      fc.integer({ min: 0, max: 4 }),
    );
    fc.assert(
      fc.property(figures, notations, ([digits, decimals], locale) => {
        const value = digits / 10 ** decimals;
        const read = readTyped(written(value, locale, decimals), money);
        // Where it has two readings it is asked for, and what was meant is one of them.
        expect(readingsOf(read)).toContain(value || 0);
      }),
    );
  });

  it('reads every count in either notation', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999 }), notations, (value, locale) => {
        expect(readTyped(written(value, locale, 0), vehicles)).toEqual(number(value));
      }),
    );
  });

  it('gives a finite number or a reason for whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        expect(readingsOf(readTyped(text, percent)).every(Number.isFinite)).toBe(true);
      }),
    );
  });
});
