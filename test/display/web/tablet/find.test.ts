import { describe, expect, it } from 'vitest';
import { find, MAX_FOUND, plainText } from '../../../../display/web/tablet/find.ts';

const names = [
  'Xe tồn, chờ xuất khẩu',
  'Cửa khẩu Tân Thanh',
  'Xã Tân Thành',
  'Ga Đồng Đăng',
  'Lối thông quan Tân Thanh',
];
const items = names.map((name) => ({ item: name, plain: [plainText(name)] }));

describe('search in the hand', () => {
  it('takes the marks away, of đ too', () => {
    expect(plainText('  Đồng   ĐĂNG ')).toBe('dong dang');
  });

  it.each([
    ['dong dang', ['Ga Đồng Đăng']],
    ['đồng', ['Ga Đồng Đăng']],
    ['tan thanh', ['Cửa khẩu Tân Thanh', 'Xã Tân Thành', 'Lối thông quan Tân Thanh']],
    ['khau tan', ['Cửa khẩu Tân Thanh']],
    ['xe', ['Xe tồn, chờ xuất khẩu']],
    ['an', []],
    ['', []],
    ['nothing', []],
  ])('finds by "%s"', (text, found) => {
    expect(find(items, text)).toEqual(found);
  });

  it('puts first what begins with the text', () => {
    expect(find(items, 'x')).toEqual(['Xe tồn, chờ xuất khẩu', 'Xã Tân Thành']);
    expect(find(items, 'xa')[0]).toBe('Xã Tân Thành');
  });

  it('bounds what it finds', () => {
    const many = Array.from({ length: 500 }, (_, at) => ({ item: at, plain: ['camera'] }));
    expect(find(many, 'camera')).toHaveLength(MAX_FOUND);
  });
});
