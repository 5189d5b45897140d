/** What stands beside a trend: the stretch before and the same dates of the year before, or why it does not. */
import { describe, expect, it } from 'vitest';
import type { PastSpan } from '../../../../display/web/live/wall-context.ts';
import { lackOf, quietLines } from '../../../../display/web/widgets/trend/beside.ts';
import { markUnit, roundTimes } from '../../../../display/web/widgets/trend/time-marks.ts';
import type { SeriesPoint } from '../../../../shared/api.ts';
import { CHART_RANGES, rangesOf, rangeStartMs } from '../../../../shared/chart-range.ts';
import { localFields } from '../../../../shared/period.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const DAY = 86_400_000;
const NOW = Date.UTC(2027, 2, 31, 3);
const point = (observedAtMs: number, more: Partial<SeriesPoint> = {}): SeriesPoint => ({
  value: 7,
  observedAtMs,
  collectedAtMs: observedAtMs,
  source: 's',
  ...more,
});
const week: PastSpan = { range: 'week', beside: ['previous', 'last-year'] };
const beside = (points: readonly SeriesPoint[], shiftMs = 7 * DAY) => ({
  kind: 'previous' as const,
  fromMs: 0,
  toMs: 0,
  shiftMs,
  points,
});

describe('quieter lines', () => {
  it('stand under the time they are compared with, by name, and only where something is known', () => {
    const past = {
      state: 'ready' as const,
      points: [],
      beside: [
        beside([point(100, { stretch: { fromMs: 50, count: 2, min: 1, max: 7, sum: 8 } })]),
        beside([]),
      ],
    };
    expect(quietLines(past, week, 'vi', ZONE)).toMatchObject([
      {
        kind: 'previous',
        name: 'tuần trước',
        points: [{ observedAtMs: 100 + 7 * DAY, stretch: { fromMs: 50 + 7 * DAY } }],
      },
    ]);
    expect(quietLines(past, { hours: 24 }, 'vi', ZONE)).toEqual([]);
  });

  it('of periods stand under the same period, also where years differ in length', () => {
    const months = ['2027-01', '2027-02', '2027-03', '2027-12'].map((period) => point(0, { period }));
    const past = { state: 'ready' as const, points: [], beside: [beside(months, 366 * DAY)] };
    const [line] = quietLines(past, { range: 'year', beside: ['previous'] }, 'en', ZONE);
    expect(line?.points.map(({ period }) => period)).toEqual(['2028-01', '2028-02', '2028-03', '2028-12']);
  });

  it('say from when there is data where there is not enough of it', () => {
    const lacking = {
      state: 'ready' as const,
      points: [],
      beside: [beside([])],
      knownFromMs: Date.UTC(2027, 2, 1, 20),
    };
    expect(lackOf([lacking], week, 'vi', ZONE)).toBe('chưa đủ dữ liệu: có từ 02/03/2027');
    expect(lackOf([{ ...lacking, knownFromMs: undefined }], week, 'vi', ZONE)).toBe('chưa có dữ liệu để so');
    expect(lackOf([{ ...lacking, beside: [beside([point(1)])] }], week, 'vi', ZONE)).toBe('');
    expect(lackOf([{ state: 'loading', points: [] }], week, 'vi', ZONE)).toBe('');
    expect(lackOf([lacking], { hours: 24 }, 'vi', ZONE)).toBe('');
  });
});

describe('the ranges of a chart', () => {
  const local = (ms: number) => Object.values(localFields(ms, ZONE)).slice(0, 5).join(' ');
  it.each([
    ['day', '2027 2 30 10 0'],
    ['week', '2027 2 24 10 0'],
    // February has no 31st.
    ['month', '2027 1 28 10 0'],
    ['year', '2026 2 31 10 0'],
  ] as const)('%s begins at the same time of day', (range, expected) => {
    expect(local(rangeStartMs(range, NOW, ZONE))).toBe(expected);
  });

  it('are offered where a figure has at least two points in them', () => {
    expect(rangesOf(undefined)).toEqual(CHART_RANGES);
    expect(rangesOf('day')).toEqual(['week', 'month', 'year']);
    expect(rangesOf('quarter')).toEqual(['year']);
    expect(rangesOf('year')).toEqual([]);
  });

  it.each([
    ['day', 'hour'],
    ['week', 'day'],
    ['month', 'day'],
    ['year', 'month'],
  ] as const)('%s is marked by the %s, at round times', (range, unit) => {
    const window = { fromMs: rangeStartMs(range, NOW, ZONE), toMs: NOW };
    expect(markUnit(window)).toBe(unit);
    const marks = roundTimes(window, ZONE);
    expect(marks.length).toBeGreaterThanOrEqual(3);
    expect(marks.length).toBeLessThanOrEqual(6);
    for (const mark of marks) {
      const { day, hour, minute } = localFields(mark, ZONE);
      expect(minute).toBe(0);
      expect(unit === 'hour' || hour === 0).toBe(true);
      expect(unit !== 'month' || day === 1).toBe(true);
      expect(mark >= window.fromMs && mark <= window.toMs).toBe(true);
    }
  });
});
