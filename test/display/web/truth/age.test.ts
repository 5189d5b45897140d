import { describe, expect, it } from 'vitest';
import { ageWords, spanText } from '../../../../display/web/truth/age.ts';
import { periodText } from '../../../../display/web/truth/period-text.ts';

const S = 1000;
const MIN = 60 * S;
const H = 60 * MIN;
const D = 24 * H;

describe('spans', () => {
  it.each([
    [0, '0 giây', '0 seconds'],
    [12 * S + 900, '12 giây', '12 seconds'],
    [119 * S, '119 giây', '119 seconds'],
    [2 * MIN, '2 phút', '2 minutes'],
    [119 * MIN, '119 phút', '119 minutes'],
    [2 * H + 59 * MIN, '2 giờ', '2 hours'],
    [47 * H, '47 giờ', '47 hours'],
    [2 * D, '2 ngày', '2 days'],
    [400 * D, '400 ngày', '400 days'],
    [-5 * S, '0 giây', '0 seconds'],
  ])('%d ms', (spanMs, vi, en) => {
    expect(spanText(spanMs, 'vi')).toBe(vi);
    expect(spanText(spanMs, 'en')).toBe(en);
  });
});

describe('ages', () => {
  const nowMs = 1_800_000_000_000;
  const aged = (freshness: 'fresh' | 'late' | 'stale', ageMs: number, period?: string) =>
    ageWords({ freshness, originMs: nowMs - ageMs, period }, nowMs, 'vi');

  it('tells a fresh and a late figure its age, each with its own shape', () => {
    expect(aged('fresh', 12 * S)).toEqual({ glyph: 'fresh', text: '12 giây' });
    expect(aged('late', 4 * MIN)).toEqual({ glyph: 'late', text: '4 phút' });
  });

  it('calls a stale figure old', () => {
    expect(aged('stale', 47 * MIN)).toEqual({ glyph: 'stale', text: 'cũ 47 phút' });
  });

  it('says that nothing was ever seen', () => {
    const never = ageWords({ freshness: 'never', originMs: undefined, period: undefined }, nowMs, 'vi');
    expect(never).toEqual({ glyph: 'never', text: 'chưa có dữ liệu' });
  });

  it('names the period of a figure that is as old as it should be, and counts from when the next was due', () => {
    expect(aged('fresh', -3 * D, '2026-Q3').text).toBe('quý III/2026');
    expect(aged('late', 3 * D, '2026-Q3').text).toBe('trễ 3 ngày');
    expect(aged('stale', 90 * D, '2026-Q3').text).toBe('cũ 90 ngày');
  });
});

describe('periods', () => {
  it.each([
    ['2025', 'năm 2025', '2025'],
    ['2026-Q3', 'quý III/2026', 'Q3 2026'],
    ['2026-10', 'tháng 10/2026', 'Oct 2026'],
    ['2026-W47', 'tuần 47/2026', 'week 47, 2026'],
    ['2026-11-02', 'ngày 2/11/2026', '2 Nov 2026'],
    ['no period', 'no period', 'no period'],
  ])('%s', (period, vi, en) => {
    expect(periodText(period, 'vi')).toBe(vi);
    expect(periodText(period, 'en')).toBe(en);
  });
});
