import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  nextPeriod,
  PERIOD_KINDS,
  periodBounds,
  periodKind,
  periodOf,
  previousPeriod,
  zoneOffsetMs,
} from '../../shared/period.ts';

const HANOI = 'Asia/Ho_Chi_Minh';
const iso = (ms: number) => new Date(ms).toISOString();

describe('the bounds of a period in Vietnam', () => {
  it.each([
    ['2026', '2025-12-31T17:00:00.000Z', '2026-12-31T17:00:00.000Z'],
    ['2026-Q1', '2025-12-31T17:00:00.000Z', '2026-03-31T17:00:00.000Z'],
    ['2026-Q4', '2026-09-30T17:00:00.000Z', '2026-12-31T17:00:00.000Z'],
    ['2026-02', '2026-01-31T17:00:00.000Z', '2026-02-28T17:00:00.000Z'],
    ['2024-02-29', '2024-02-28T17:00:00.000Z', '2024-02-29T17:00:00.000Z'],
    // ISO weeks: 2020 has 53 of them, and week 1 of 2026 begins in 2025.
    ['2020-W53', '2020-12-27T17:00:00.000Z', '2021-01-03T17:00:00.000Z'],
    ['2026-W01', '2025-12-28T17:00:00.000Z', '2026-01-04T17:00:00.000Z'],
  ])('%s runs from %s to %s', (period, start, end) => {
    const bounds = periodBounds(period, HANOI);
    expect([iso(bounds.startMs), iso(bounds.endMs)]).toEqual([start, end]);
  });

  it.each([
    '2026-13',
    '2026-Q5',
    '2026-02-30',
    '2025-02-29',
    '2021-W53',
    '2026-W00',
    '26-01',
    'tháng 10',
    '',
  ])('refuses %j', (text) => {
    expect(() => periodBounds(text, HANOI)).toThrow(RangeError);
  });
});

describe('periods of any kind, anywhere', () => {
  const anyKind = fc.constantFrom(...PERIOD_KINDS);
  const anyZone = fc.constantFrom(HANOI, 'UTC', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu');
  const anyMs = fc.integer({ min: Date.UTC(1980, 0, 1), max: Date.UTC(2070, 0, 1) });

  it('hold the instants they are of, and no other', () => {
    fc.assert(
      fc.property(anyMs, anyKind, anyZone, (atMs, kind, zone) => {
        const period = periodOf(atMs, kind, zone);
        expect(periodKind(period)).toBe(kind);
        const { startMs, endMs } = periodBounds(period, zone);
        expect(startMs).toBeLessThanOrEqual(atMs);
        expect(endMs).toBeGreaterThan(atMs);
        expect(periodOf(startMs - 1, kind, zone)).not.toBe(period);
        expect(periodOf(endMs, kind, zone)).not.toBe(period);
      }),
      { numRuns: 500 },
    );
  });

  it('follow one another without a gap', () => {
    fc.assert(
      fc.property(anyMs, anyKind, anyZone, (atMs, kind, zone) => {
        const period = periodOf(atMs, kind, zone);
        const next = nextPeriod(period, zone);
        expect(periodBounds(next, zone).startMs).toBe(periodBounds(period, zone).endMs);
        expect(previousPeriod(next, zone)).toBe(period);
      }),
    );
  });
});

it('knows the offset of a zone with and without summer time', () => {
  expect(zoneOffsetMs(Date.UTC(2026, 10, 22), HANOI)).toBe(7 * 3_600_000);
  expect(zoneOffsetMs(Date.UTC(2026, 0, 1), 'America/New_York')).toBe(-5 * 3_600_000);
  expect(zoneOffsetMs(Date.UTC(2026, 6, 1), 'America/New_York')).toBe(-4 * 3_600_000);
});
