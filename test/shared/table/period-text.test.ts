import { describe, expect, it } from 'vitest';
import type { PeriodKind } from '../../../shared/period.ts';
import { periodInText } from '../../../shared/table/period-text.ts';

const period = (text: string, kind: PeriodKind, cumulative = false) => {
  const found = periodInText(text, kind, { cumulative });
  return found.kind === 'one' ? found.period : found.kind;
};

describe('periods in texts', () => {
  it.each([
    ['Tháng 10/2026', 'month', '2026-10'],
    ['THÁNG 10 NĂM 2026', 'month', '2026-10'],
    ['T9/2026', 'month', '2026-09'],
    ['10/2026', 'month', '2026-10'],
    ['2026-10', 'month', '2026-10'],
    ['Ước thực hiện tháng 3 năm 2026', 'month', '2026-03'],
    ['Quý III/2026', 'quarter', '2026-Q3'],
    ['Quý 4 năm 2025', 'quarter', '2025-Q4'],
    ['quý iv/2025', 'quarter', '2025-Q4'],
    ['2026-Q1', 'quarter', '2026-Q1'],
    ['Năm 2025', 'year', '2025'],
    ['2025', 'year', '2025'],
    ['Tuần 47/2026', 'week', '2026-W47'],
    ['ngày 05 tháng 11 năm 2026', 'day', '2026-11-05'],
    ['05/11/2026', 'day', '2026-11-05'],
    ['Lạng Sơn, ngày 5 tháng 1 năm 2026', 'day', '2026-01-05'],
    ['Báo cáo tháng 10 năm 2026 (lập ngày 05/11/2026)', 'month', '2026-10'],
  ] as const)('reads %s as a %s', (text, kind, expected) => {
    expect(period(text, kind)).toBe(expected);
  });

  it.each([
    // A finer period is no year, or a month's figure would stand for twelve.
    ['Tháng 10/2026', 'year', 'none'],
    ['ngày 05 tháng 11 năm 2026', 'month', 'none'],
    ['Quý V/2026', 'quarter', 'none'],
    ['Tháng 13/2026', 'month', 'none'],
    ['Tháng 10', 'month', 'none'],
    ['Tháng 9/2026 và tháng 10/2026', 'month', 'many'],
    ['Tháng 10/26', 'month', 'none'],
    ['10 tháng năm 2026', 'month', 'none'],
    ['QĐ 10/2026/QĐ-UBND', 'year', 'none'],
  ] as const)('reads %s as no %s', (text, kind, expected) => {
    expect(period(text, kind)).toBe(expected);
  });

  it('takes the running total of ten months for the tenth only where that is meant', () => {
    expect(period('10 tháng năm 2026', 'month', true)).toBe('2026-10');
    expect(period('6 tháng đầu năm 2026', 'month', true)).toBe('2026-06');
  });

  it('looks at a long text in no time', () => {
    const startMs = performance.now();
    periodInText('1 tháng '.repeat(100_000), 'month');
    expect(performance.now() - startMs).toBeLessThan(500);
  });
});
