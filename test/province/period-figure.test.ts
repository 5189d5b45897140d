import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openUpstream } from '../fixtures/upstream.ts';
import { curveAt, type Curve } from './sim/curve.ts';
import { publishedPeriods, type PeriodFigure } from './sim/period-figure.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('publishing periods', () => {
  const newest = (figure: Pick<PeriodFigure, 'kind' | 'lagMs' | 'since' | 'exists'>, iso: string) =>
    publishedPeriods(figure, Date.parse(iso), 2).map(({ period }) => period);

  it.each([
    ['year', 45 * DAY_MS, '2026-02-14T23:00:00+07:00', ['2024', '2023']],
    ['year', 45 * DAY_MS, '2026-02-15T00:30:00+07:00', ['2025', '2024']],
    ['quarter', 6 * DAY_MS, '2026-10-06T23:59:00+07:00', ['2026-Q2', '2026-Q1']],
    ['quarter', 6 * DAY_MS, '2026-10-07T00:01:00+07:00', ['2026-Q3', '2026-Q2']],
    ['week', 60 * HOUR_MS, '2026-11-18T11:59:00+07:00', ['2026-W45', '2026-W44']],
    ['week', 60 * HOUR_MS, '2026-11-18T12:01:00+07:00', ['2026-W46', '2026-W45']],
    ['day', 6 * HOUR_MS, '2027-01-01T05:59:00+07:00', ['2026-12-30', '2026-12-29']],
    ['day', 6 * HOUR_MS, '2027-01-01T06:00:00+07:00', ['2026-12-31', '2026-12-30']],
    ['day', -14 * HOUR_MS, '2026-11-20T10:00:00+07:00', ['2026-11-20', '2026-11-19']],
  ] as const)('a %s with a lag of %d ms, at %s: %j', (kind, lagMs, iso, periods) => {
    expect(newest({ kind, lagMs }, iso)).toEqual(periods);
  });

  it('tells nothing from before the office began, and skips what does not exist', () => {
    expect(newest({ kind: 'year', lagMs: 0, since: '2025' }, '2026-06-01T00:00:00+07:00')).toEqual(['2025']);
    const even = (period: string) => Number(period) % 2 === 0;
    expect(newest({ kind: 'year', lagMs: 0, exists: even }, '2026-06-01T00:00:00+07:00')).toEqual([
      '2024',
      '2022',
    ]);
  });

  it('publishes nothing before its time, and everything that is due', () => {
    const kinds = fc.constantFrom('day', 'week', 'month', 'quarter', 'year');
    const atMs = fc.integer({ min: Date.parse('2025-01-01'), max: Date.parse('2030-01-01') });
    fc.assert(
      fc.property(kinds, fc.integer({ min: -20, max: 300 }), atMs, (kind, lagHours, nowMs) => {
        const lagMs = lagHours * HOUR_MS;
        const [first, second] = publishedPeriods({ kind, lagMs }, nowMs, 2);
        expect(first!.publishedMs).toBeLessThanOrEqual(nowMs);
        expect(second!.publishedMs).toBeLessThan(first!.publishedMs);
        // The next one would be out by now if it were later than a whole period ago.
        const longestMs = { day: 1, week: 7, month: 31, quarter: 92, year: 366 }[kind] * DAY_MS;
        expect(nowMs - first!.publishedMs).toBeLessThan(longestMs);
      }),
    );
  });
});

describe('a curve through published figures', () => {
  const curve: Curve = { known: { '2023': 20 }, estimated: { '2025': 24 }, perYear: 2, max: 27 };

  it.each([
    ['2022', 18],
    ['2023', 20],
    ['2024', 22],
    ['2025', 24],
    ['2026', 26],
    ['2027', 27],
    ['2040', 27],
  ])('in %s stands at %d', (year, value) => {
    expect(curveAt(curve, 1, 'x', year)).toBe(value);
  });

  it('wobbles only where nothing is known, and the same way every time', () => {
    const shaky = { ...curve, wobble: 5, max: 99, decimals: 3 };
    expect(curveAt(shaky, 1, 'x', '2023')).toBe(20);
    const seeds = [1, 2, 3].map((seed) => curveAt(shaky, seed, 'x', '2026'));
    expect(new Set(seeds).size).toBe(3);
    expect(curveAt(shaky, 1, 'x', '2026')).toBe(seeds[0]);
  });
});

describe('a figure of a period set by hand', () => {
  it('is the word on the newest period only', async () => {
    const upstream = await openUpstream('kinh-te-xa-hoi', '2026-11-22T09:36:00+07:00');
    const visitors = async () =>
      (await upstream.get<{ soLieu: { ma: string; soLuong: number }[] }>('/du-lich/thong-ke?soKy=2')).soLieu
        .filter(({ ma }) => ma === 'KHACH_NGAY')
        .map(({ soLuong }) => soLuong);
    const [, before] = await visitors();
    await upstream.set('toan-tinh.KHACH_NGAY', 77_777);
    expect(await visitors()).toEqual([77_777, before]);
    await upstream.close();
  });
});
