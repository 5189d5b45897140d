import { describe, expect, it } from 'vitest';
import {
  DASH,
  formatChange,
  formatNumber,
  formatQuantity,
  formatValue,
} from '../../../../display/web/truth/format.ts';

const percent = { decimals: 1, unit: { vi: '%', en: '%' }, states: undefined };
const vehicles = { decimals: 0, unit: { vi: 'xe', en: 'vehicles' }, states: undefined };
const gate = {
  decimals: 0,
  unit: { vi: 'trạng thái', en: 'state' },
  states: [
    { id: 'mo', name: { vi: 'Đang mở', en: 'Open' }, level: 'normal' as const },
    { id: 'dong', name: { vi: 'Đóng', en: 'Closed' }, level: 'warning' as const },
  ],
};

describe('numbers', () => {
  it.each([
    [1057, 0, 'vi', '1.057'],
    [1057, 0, 'en', '1,057'],
    [18063800000000.57, 0, 'vi', '18.063.800.000.001'],
    [88.4, 1, 'vi', '88,4'],
    [88.4, 1, 'en', '88.4'],
    [-0.3, 1, 'vi', '\u22120,3'],
    [-0.04, 1, 'vi', '0,0'],
    [0, 0, 'vi', '0'],
  ] as const)('writes %d with %d decimals in %s as %s', (value, decimals, locale, text) => {
    expect(formatNumber(value, decimals, locale)).toBe(text);
  });

  it.each([
    [186, 0, '+186'],
    [-0.8, 1, '\u22120,8'],
    [0.04, 1, '0,0'],
    [0, 0, '0'],
  ] as const)('writes the change %d with its sign as %s', (change, decimals, text) => {
    expect(formatChange(change, decimals, 'vi')).toBe(text);
  });
});

describe('values', () => {
  it('never parts a figure from its unit', () => {
    expect(formatQuantity(percent, 88.4, 'vi')).toBe('88,4\u00a0%');
    expect(formatQuantity(vehicles, 1057, 'en')).toBe('1,057\u00a0vehicles');
  });

  it('shows a dash without a unit for what is not known, never a zero', () => {
    expect(formatQuantity(vehicles, null, 'vi')).toBe(DASH);
    expect(formatQuantity(vehicles, 0, 'vi')).toBe('0\u00a0xe');
  });

  it('drops decimals that nobody reads from afar', () => {
    const billions = { decimals: 1, states: undefined };
    expect(formatValue(billions, 17267.7, 'vi')).toBe('17.268');
    expect(formatValue(billions, 9267.7, 'vi')).toBe('9.267,7');
    expect(formatValue({ decimals: 2, states: undefined }, 0.19, 'vi')).toBe('0,19');
  });

  it('names a state in the language, and shows one that it does not know as it came', () => {
    expect(formatValue(gate, 'mo', 'vi')).toBe('Đang mở');
    expect(formatQuantity(gate, 'dong', 'en')).toBe('Closed');
    expect(formatValue(gate, 'han-che', 'vi')).toBe('han-che');
  });
});
