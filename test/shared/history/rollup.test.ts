import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asKnownAt, mergeVersions, type Version } from '../../../shared/history/known-at.ts';
import {
  inSpans,
  rollUp,
  ROLLUP_SPANS,
  spanEndMs,
  spanStartMs,
  spansOfConfig,
} from '../../../shared/history/rollup.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const MINUTE = 60_000;
const T = Date.UTC(2026, 10, 20, 16, 30);

const facts = fc
  .array(
    fc.record({
      sortMs: fc.integer({ min: 0, max: 400 }).map((n) => T + n * 13_000),
      value: fc.oneof(
        { weight: 6, arbitrary: fc.integer({ min: -9_999, max: 9_999 }).map((n) => n / 10) },
        fc.constant(null),
        fc.constant('open'),
      ),
      collectedAtMs: fc.integer({ min: 1, max: 50 }),
    }),
    { maxLength: 60 },
  )
  .map((list) =>
    asKnownAt(
      mergeVersions(list.map((one): Version => ({ ...one, source: 'a', observedAtMs: one.sortMs }))),
      undefined,
    ),
  );

describe('rollups', () => {
  it('say of each span what a plain look at its facts says', () => {
    fc.assert(
      fc.property(facts, fc.constantFrom(...ROLLUP_SPANS), (list, span) => {
        const rollups = rollUp(list, span, ZONE);
        expect(rollups.map(({ startMs }) => startMs)).toEqual([
          ...new Set(list.map(({ sortMs }) => spanStartMs(sortMs, span, ZONE))),
        ]);
        for (const rollup of rollups) {
          const endMs = spanEndMs(rollup.startMs, span, ZONE);
          const inside = list.filter(({ sortMs }) => sortMs >= rollup.startMs && sortMs < endMs);
          const numbers = inside.map(({ value }) => value).filter((value) => typeof value === 'number');
          expect(rollup.count).toBe(numbers.length);
          expect(rollup.min).toBe(numbers.length === 0 ? null : Math.min(...numbers));
          expect(rollup.max).toBe(numbers.length === 0 ? null : Math.max(...numbers));
          expect(rollup.last).toBe(inside.at(-1)?.value);
          expect(rollup.lastAtMs).toBe(inside.at(-1)?.sortMs);
          expect(rollup.collectedAtMs).toBe(Math.max(...inside.map((one) => one.collectedAtMs)));
          expect(rollup.sum === null).toBe(numbers.length === 0);
          expect(rollup.sum ?? 0).toBeCloseTo(
            numbers.reduce((sum, one) => sum + one, 0),
            6,
          );
        }
      }),
    );
  });

  it('of hours and days are equal to the last bit, made at once or of the finer ones', () => {
    fc.assert(
      fc.property(facts, (list) => {
        const hours = inSpans(rollUp(list, 'minute', ZONE), 'hour', ZONE);
        expect(hours).toEqual(rollUp(list, 'hour', ZONE));
        expect(inSpans(hours, 'day', ZONE)).toEqual(rollUp(list, 'day', ZONE));
      }),
    );
  });

  it("begin with the province's own day and hour", () => {
    const midnight = Date.UTC(2026, 10, 20, 17);
    expect(spanStartMs(midnight, 'day', ZONE)).toBe(midnight);
    expect(spanStartMs(midnight - 1, 'day', ZONE)).toBe(midnight - 86_400_000);
    expect(spanEndMs(midnight, 'day', ZONE)).toBe(midnight + 86_400_000);
    // Kathmandu is 5:45 ahead of UTC.
    expect(spanStartMs(Date.UTC(2026, 0, 1, 0, 20), 'hour', 'Asia/Kathmandu')).toBe(
      Date.UTC(2026, 0, 1, 0, 15),
    );
    expect(spanStartMs(T + MINUTE - 1, 'minute', ZONE)).toBe(T);
  });

  it('that would repeat the facts themselves are not kept', () => {
    const cadences = ['realtime', '15m', 'hour', 'day'] as const;
    const indicators = cadences.map((cadence) => ({ id: cadence, cadence }));
    const spansOf = spansOfConfig([{ indicators: indicators as never }]);
    expect(cadences.map((id) => spansOf(id).length)).toEqual([3, 2, 1, 1]);
    expect(spansOf('gone')).toEqual(ROLLUP_SPANS);
  });
});
