import { describe, expect, it } from 'vitest';
import { conversionOf, convert, isSameUnit, unitOf } from '../../../shared/table/unit.ts';

const converted = (value: number, from: string, to: string) => {
  const conversion = conversionOf(from, to);
  return conversion === undefined ? undefined : convert(value, conversion);
};

describe('units', () => {
  it.each([
    [1_234.5, 'triệu đồng', 'tỷ đồng', 1.2345],
    [71, 'triệu đồng', 'đồng', 71_000_000],
    [18_063_800, 'triệu đồng', 'tỷ đồng', 18_063.8],
    [3, 'nghìn tỷ đồng', 'tỷ đồng', 3_000],
    [183, 'triệu USD', 'tỷ USD', 0.183],
    [0.125, 'tỷ lệ', '%', 12.5],
    [0.1, 'tỷ lệ 0–1', '%', 10],
    [2.5, '‰', '%', 0.25],
    [90, 'phút', 'giờ', 1.5],
    [2, 'ngày', 'giờ', 48],
    [1.2, 'nghìn lượt', 'lượt', 1_200],
    [3_450_000, 'giao dịch', 'triệu giao dịch', 3.45],
    [7, 'xe', 'xe', 7],
  ])('converts %d %s to %s', (value, from, to, expected) => {
    expect(converted(value, from, to)).toBe(expected);
  });

  it.each([
    ['triệu đồng', 'triệu USD'],
    ['xe', 'người'],
    ['lượt', 'người'],
    ['ngày làm việc', 'ngày'],
    ['%', 'điểm %'],
    ['%', 'đồng'],
    ['bao', 'tấn'],
    ['triệu', 'triệu đồng'],
  ])('converts no %s to %s', (from, to) => {
    expect(conversionOf(from, to)).toBeUndefined();
  });

  it.each([
    ['Tỉ đồng', 'tỷ đồng'],
    ['TRIỆU  ĐỒNG', 'triệu đồng'],
    ['ngàn lượt', 'nghìn lượt'],
    ['hoá đơn', 'hóa đơn'],
    ['VNĐ', 'đồng'],
    ['Hộp', 'hộp'],
  ])('reads %s as %s', (a, b) => {
    expect(isSameUnit(a, b)).toBe(true);
  });

  it('takes the ratio for no thousand million of anything', () => {
    expect(unitOf('tỷ lệ')).toEqual(unitOf('tỷ lệ 0-1'));
    expect(unitOf('tỷ')).toEqual({ quantity: 'number', factor: 1e9 });
  });
});
