import { describe, expect, it } from 'vitest';
import type { Place } from '../../shared/config/place.ts';
import { normalPlaceName, PlaceLookup } from '../../shared/place-name.ts';

const place = (id: string, kind: string, vi: string, more: Partial<Place> = {}): Place => ({
  id,
  kind,
  name: { vi, en: vi },
  aliases: [],
  tags: [],
  ...more,
});

describe('two spellings of one name', () => {
  it.each([
    ['Thuỵ Hùng', 'Thụy Hùng'],
    ['Xã Thụy Hùng', 'thuỵ hùng'],
    ['Quý Hoà', 'Quý Hòa'],
    ['Thiện Hoà', 'xã  Thiện Hòa'],
    ['Phường Đông Kinh', 'Đông Kinh'],
    // The same letters, composed and decomposed.
    ['Đồng Đăng', 'Đồng Đăng'.normalize('NFD')],
  ])('%s and %s are equal', (a, b) => {
    expect(normalPlaceName(a)).toBe(normalPlaceName(b));
  });
});

describe('two names', () => {
  it.each([
    ['Tân Thành', 'Tân Thanh'],
    ['Hòa Bình', 'Hoa Bình'],
    ['Chi Lăng', 'Chi Lang'],
    ['Văn Quan', 'Văn Quán'],
  ])('%s and %s differ', (a, b) => {
    expect(normalPlaceName(a)).not.toBe(normalPlaceName(b));
  });
});

describe('a look-up', () => {
  const lookup = new PlaceLookup([
    place('06445', 'commune', 'Xã Tân Thành', { code: '06445' }),
    place('tan-thanh', 'gate', 'Lối thông quan Tân Thanh – Pò Chài', { aliases: ['Tân Thanh', 'TT'] }),
    place('a', 'commune', 'Xã Trùng Tên'),
    place('b', 'commune', 'Phường Trùng Tên'),
    place('06148', 'commune', 'Xã Thụy Hùng', { aliases: ['Thuỵ Hùng'] }),
  ]);

  it.each<[string[], string, string | undefined]>([
    [['commune'], '06445', '06445'],
    [['commune'], 'tân thành', '06445'],
    [['commune'], 'Tân Thanh', undefined],
    [['gate', 'commune'], 'Tân Thanh', 'tan-thanh'],
    [['gate'], 'TT', 'tan-thanh'],
    [['commune'], 'Thuỵ Hùng', '06148'],
    // Two places of one name: neither is guessed.
    [['commune'], 'Trùng Tên', undefined],
    [['commune'], 'xã Trùng Tên', 'a'],
    [['commune'], 'PHƯỜNG  Trùng Tên', 'b'],
    // A former ward, or a former town, of the name of a commune is another place.
    [['commune'], 'Phường Tân Thành', undefined],
    [['commune'], 'thị trấn Thuỵ Hùng', undefined],
    [['gate'], 'cửa khẩu Tân Thanh', 'tan-thanh'],
    [['commune'], 'b', 'b'],
    [['school'], 'Tân Thành', undefined],
  ])('among %j of %j finds %s', (kinds, text, expected) => {
    expect(lookup.find(kinds, text)).toBe(expected);
  });
});
