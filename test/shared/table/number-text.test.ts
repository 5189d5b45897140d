import { describe, expect, it } from 'vitest';
import { readNumber } from '../../../shared/table/number-text.ts';

describe('numbers in texts', () => {
  it.each([
    ['1.234,5', 1_234.5],
    ['1.234.567', 1_234_567],
    ['1 234,5', 1_234.5],
    ['1 234 567', 1_234_567],
    ['12,5', 12.5],
    ['0,05', 0.05],
    ['−5', -5],
    ['- 1.000', -1_000],
    ['+3', 3],
    ['42', 42],
  ])('reads %s with a decimal comma', (text, value) => {
    expect(readNumber(text, ',')).toEqual({ value, isPercent: false });
  });

  it.each([
    ['1,234.5', 1_234.5],
    ['12.5', 12.5],
    ['1,000', 1_000],
  ])('reads %s with a decimal point', (text, value) => {
    expect(readNumber(text, '.')).toEqual({ value, isPercent: false });
  });

  it('knows a percentage by its sign', () => {
    expect(readNumber('82,5 %', ',')).toEqual({ value: 82.5, isPercent: true });
  });

  // A point that is no thousands mark must not vanish: 12.5 would become 125.
  it.each([
    '12.5',
    '1.2345',
    '1.23.456',
    '1,234,5',
    '12,',
    ',5',
    '1e999',
    'NaN',
    'Infinity',
    '',
    '-',
    '5 xe',
    '0x10',
  ])('refuses %s with a decimal comma', (text) => {
    expect(readNumber(text, ',')).toBeUndefined();
  });

  it('refuses a text of any length in no time', () => {
    const startMs = performance.now();
    expect(readNumber(`${'1.000'.repeat(200_000)}x`, ',')).toBeUndefined();
    expect(performance.now() - startMs).toBeLessThan(200);
  });
});
