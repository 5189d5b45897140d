import { describe, expect, it } from 'vitest';
import { WorkingCalendar } from '../../../shared/alert/calendar.ts';
import { calendarSchema } from '../../../shared/config/calendar.ts';

const both = (text: string) => ({ vi: text, en: text });
const VIETNAM = calendarSchema.parse({
  workingDays: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
  hours: [
    { from: '07:30', until: '11:30' },
    { from: '13:30', until: '17:00' },
  ],
  holidays: [
    { name: both('Tết Dương lịch'), solar: '01-01' },
    { name: both('Tết Nguyên đán'), lunar: '01-01', startsDaysBefore: 1, days: 5 },
    { name: both('Giỗ Tổ'), lunar: '03-10' },
    { name: both('30/4'), solar: '04-30' },
    { name: both('1/5'), solar: '05-01' },
    { name: both('Quốc khánh'), solar: '09-02', days: 2 },
    { name: both('Một lần'), date: '2026-11-26' },
  ],
  compensateWeekends: true,
  workedInstead: ['2026-11-28'],
});

const calendar = new WorkingCalendar(VIETNAM, 'Asia/Ho_Chi_Minh');
const at = (text: string) => Date.parse(`${text}+07:00`);
const isOff = (date: string) => {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return calendar.isDayOff(year, month - 1, day);
};

describe('days off', () => {
  // Mùng 1 Tết: 2023-01-22, 2024-02-10, 2025-01-29, 2026-02-17, 2027-02-06, 2030-02-02 (after an eve of 29 or 30 Chạp).
  it.each(['2023-01-22', '2024-02-10', '2025-01-29', '2026-02-17', '2027-02-06', '2030-02-02'])(
    'Tết of %s takes five days from its eve',
    (first) => {
      const day = (n: number) => new Date(Date.parse(first) + n * 86_400_000).toISOString().slice(0, 10);
      expect([-1, 0, 1, 2, 3].map((n) => isOff(day(n)))).toEqual([true, true, true, true, true]);
    },
  );

  it.each([
    ['2026-04-26', true, 'Giỗ Tổ 2026, 10 tháng 3, is a Sunday'],
    ['2026-04-27', true, 'and is made up for on Monday'],
    ['2026-04-28', false, 'but not on Tuesday'],
    ['2026-04-30', true, '30 April'],
    ['2026-05-01', true, '1 May'],
    ['2026-05-04', false, 'both on weekdays, nothing to make up for'],
    ['2027-05-03', true, '1 May 2027 is a Saturday'],
    ['2026-11-26', true, 'a day of one year'],
    ['2027-11-26', false, 'and of no other'],
    ['2026-11-28', false, 'a Saturday that is worked instead'],
    ['2026-11-29', true, 'a Sunday'],
  ])('%s: %s (%s)', (date, off) => {
    expect(isOff(date)).toBe(off);
  });
});

describe('working time', () => {
  it.each([
    ['2026-11-27T07:29:59', false, '2026-11-27T07:30:00'],
    ['2026-11-27T07:30:00', true, '2026-11-27T11:30:00'],
    ['2026-11-27T11:30:00', false, '2026-11-27T13:30:00'],
    ['2026-11-27T16:59:59', true, '2026-11-27T17:00:00'],
    ['2026-11-27T17:00:00', false, '2026-11-28T07:30:00'],
    ['2026-11-28T18:00:00', false, '2026-11-30T07:30:00'],
    ['2026-02-13T17:00:00', false, '2026-02-23T07:30:00'],
  ])('%s: %s, until %s', (now, works, edge) => {
    expect(calendar.isWorkingTime(at(now))).toBe(works);
    expect(calendar.nextEdgeMs(at(now))).toBe(at(edge));
  });

  it('goes by the local day, not by that of UTC', () => {
    expect(calendar.isWorkingTime(Date.parse('2026-11-27T00:45:00Z'))).toBe(true);
    expect(calendar.isWorkingTime(Date.parse('2026-11-28T23:45:00Z'))).toBe(false);
  });
});
