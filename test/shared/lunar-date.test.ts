import { describe, expect, it } from 'vitest';
import { lunarText } from '../../display/web/wall/date-text.ts';
import { lunarDate, lunarYearName } from '../../shared/lunar-date.ts';

describe('the Vietnamese lunar calendar', () => {
  it.each([
    [2024, 2, 10, 'Giáp Thìn'],
    [2025, 1, 29, 'Ất Tỵ'],
    [2026, 2, 17, 'Bính Ngọ'],
    [2027, 2, 6, 'Đinh Mùi'],
    [2028, 1, 26, 'Mậu Thân'],
    [2029, 2, 13, 'Kỷ Dậu'],
    [2030, 2, 2, 'Canh Tuất'],
  ])('begins the year on Tết %d-%d-%d, %s', (year, month, day, name) => {
    expect(lunarDate(year, month, day)).toEqual({ day: 1, month: 1, leap: false, year });
    expect(lunarYearName(year)).toBe(name);
    const eve = new Date(Date.UTC(year, month - 1, day - 1));
    const before = lunarDate(eve.getUTCFullYear(), eve.getUTCMonth() + 1, eve.getUTCDate());
    expect(before).toMatchObject({ month: 12, year: year - 1 });
    expect([29, 30]).toContain(before.day);
  });

  it.each([
    [2026, 11, 22, { day: 14, month: 10, leap: false, year: 2026 }],
    // A winter solstice date: month 11 and 12 still belong to the old year.
    [2025, 12, 21, { day: 2, month: 11, leap: false, year: 2025 }],
    [2024, 1, 1, { day: 20, month: 11, leap: false, year: 2023 }],
    // 2025 repeats month 6, 2023 month 2; 2033 repeats month 11.
    [2025, 7, 25, { day: 1, month: 6, leap: true, year: 2025 }],
    [2023, 3, 22, { day: 1, month: 2, leap: true, year: 2023 }],
    [2033, 12, 22, { day: 1, month: 11, leap: true, year: 2033 }],
    // Where Hà Nội and Beijing differ: Tết Đinh Mão 1987 would be a day apart from 29/1, and Tết 2007 was 17/2.
    [2007, 2, 17, { day: 1, month: 1, leap: false, year: 2007 }],
    [1985, 1, 21, { day: 1, month: 1, leap: false, year: 1985 }],
  ])('%d-%d-%d', (year, month, day, lunar) => {
    expect(lunarDate(year, month, day)).toEqual(lunar);
  });

  it('passes one day at a time through two hundred years', () => {
    const broken: unknown[] = [];
    let before = lunarDate(1900, 1, 31);
    for (let at = Date.UTC(1900, 1, 1); at < Date.UTC(2100, 0, 1); at += 86_400_000) {
      const civil = new Date(at);
      const lunar = lunarDate(civil.getUTCFullYear(), civil.getUTCMonth() + 1, civil.getUTCDate());
      const next = lunar.day === before.day + 1 && lunar.month === before.month;
      const newMonth = lunar.day === 1 && before.day >= 29;
      if (!next && !newMonth) broken.push([civil.toISOString(), before, lunar]);
      before = lunar;
    }
    expect(broken).toEqual([]);
  });
});

describe('the lunar date in words', () => {
  const at = (text: string) => Date.parse(`${text}T12:00:00+07:00`);
  it.each([
    ['2026-11-22', 'vi', '14 tháng Mười Bính Ngọ'],
    ['2026-11-22', 'en', 'lunar 14/10 Bính Ngọ'],
    ['2025-07-25', 'vi', '1 tháng Sáu nhuận Ất Tỵ'],
    ['2026-02-17', 'vi', '1 tháng Giêng Bính Ngọ'],
    ['2026-02-16', 'vi', '29 tháng Chạp Ất Tỵ'],
  ] as const)('%s in %s', (date, locale, text) => {
    expect(lunarText(at(date), 'Asia/Ho_Chi_Minh', locale)).toBe(text);
  });

  it('turns at midnight of the province, not of the browser', () => {
    const beforeMidnight = Date.parse('2026-11-22T23:59:59+07:00');
    expect(lunarText(beforeMidnight, 'Asia/Ho_Chi_Minh', 'vi')).toContain('14 tháng');
    expect(lunarText(beforeMidnight + 1000, 'Asia/Ho_Chi_Minh', 'vi')).toContain('15 tháng');
  });
});
