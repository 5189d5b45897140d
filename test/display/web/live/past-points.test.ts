import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HistoryPoint } from '../../../../shared/latest-entry.ts';
import {
  MAX_PAST_POINTS,
  requestOf,
  withinSpan,
  withPoint,
} from '../../../../display/web/live/past-points.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const HOUR = 3_600_000;
const point = (observedAtMs: number, value: number, collectedAtMs = observedAtMs): HistoryPoint => ({
  value,
  observedAtMs,
  collectedAtMs,
  source: 's',
});
const month = (period: string, value: number, collectedAtMs: number): HistoryPoint => ({
  ...point(collectedAtMs, value),
  period,
});

describe('points of a chart', () => {
  it('are put where they belong, whenever they come', () => {
    const points = [30, 10, 20].reduce<readonly HistoryPoint[]>(
      (all, at) => withPoint(all, point(at, at), ZONE),
      [],
    );
    expect(points.map(({ value }) => value)).toEqual([10, 20, 30]);
  });

  it('are replaced by a correction of the same fact, not by an older version of it', () => {
    const first = [point(10, 1, 100), point(20, 2, 200)];
    const corrected = withPoint(first, point(10, 5, 300), ZONE);
    expect(corrected.map(({ value }) => value)).toEqual([5, 2]);
    expect(withPoint(corrected, point(10, 1, 100), ZONE).map(({ value }) => value)).toEqual([5, 2]);
  });

  it('of a period are the same fact whenever they were observed', () => {
    const known = [month('2026-09', 1, 100), month('2026-10', 2, 200)];
    const corrected = withPoint(known, month('2026-09', 9, 300), ZONE);
    expect(corrected.map(({ period, value }) => [period, value])).toEqual([
      ['2026-09', 9],
      ['2026-10', 2],
    ]);
  });

  it('stay in order and unique in any order of arrival', () => {
    const arrivals = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer()), { maxLength: 60 });
    fc.assert(
      fc.property(arrivals, (given) => {
        const last = new Map<number, number>();
        let points: readonly HistoryPoint[] = [];
        for (const [at, [observedAtMs, value]] of given.entries()) {
          points = withPoint(points, point(observedAtMs, value, 1000 + at), ZONE);
          last.set(observedAtMs, value);
        }
        const expected = [...last].sort(([a], [b]) => a - b);
        expect(points.map((one) => [one.observedAtMs, one.value])).toEqual(expected);
      }),
    );
  });

  it('before the span go, but for the one from which the line comes', () => {
    const now = 100 * HOUR;
    const points = [70, 75, 77, 90].map((hour) => point(hour * HOUR, hour));
    expect(withinSpan(points, { hours: 24 }, now, ZONE).map(({ value }) => value)).toEqual([75, 77, 90]);
    expect(withinSpan(points, { periods: 2 }, now, ZONE).map(({ value }) => value)).toEqual([77, 90]);
  });

  it('are bounded', () => {
    const many = Array.from({ length: MAX_PAST_POINTS + 500 }, (_, at) => point(at, at));
    expect(withinSpan(many, { hours: 48 }, 0, ZONE)).toHaveLength(MAX_PAST_POINTS);
  });
});

describe('the request for a past', () => {
  it('asks for hours by their start, for periods by their number', () => {
    expect(requestOf({ hours: 24 }, 100 * HOUR, ZONE)).toEqual({ fromMs: 76 * HOUR, pixels: 360 });
    expect(requestOf({ periods: 30 }, 100 * HOUR, ZONE)).toEqual({ periods: 30, pixels: 10 });
  });
});
