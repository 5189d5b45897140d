/** Stretches of a chart: least, greatest, sum, count and last of every one are kept, in order, and gaps stay gaps. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketOf, inBuckets } from '../../../../display/server/history/bucket-grid.ts';
import { runsOf } from '../../../../display/server/history/runs.ts';
import { BusyError, Gate } from '../../../../display/server/series/gate.ts';
import { planOf, spansWithin } from '../../../../display/server/series/plan.ts';
import { pointsOfFacts } from '../../../../display/server/series/points.ts';
import { gridOf, stepFor } from '../../../../display/server/series/steps.ts';
import { besideWindow } from '../../../../display/server/series/window.ts';
import type { Version } from '../../../../shared/history/known-at.ts';
import { ofFact, rollUp, ROLLUP_SPANS, SPAN_MS } from '../../../../shared/history/rollup.ts';
import type { Value } from '../../../../shared/observation.ts';
import { localFields } from '../../../../shared/period.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
/** A zone that changes its clocks, in both directions within the tested times. */
const BERLIN = 'Europe/Berlin';
const START = Date.UTC(2026, 9, 1);
const DAY = 86_400_000;
const at = (atMs: number, value: Value): Version => ({
  value,
  sortMs: atMs,
  observedAtMs: atMs,
  collectedAtMs: atMs + 5,
  source: 's',
});
const values = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -1e6, max: 1e6 }) },
  fc.constant(null),
  fc.constant('closed'),
);
/** Facts of sixty days, one per instant, oldest first. */
const facts = fc
  .uniqueArray(fc.tuple(fc.nat(60 * DAY), values), { selector: ([ms]) => ms, maxLength: 300 })
  .map((some) => some.toSorted(([a], [b]) => a - b).map(([ms, value]) => at(START + ms, value)));

describe('the stretches of a chart', () => {
  it('hold what a naive count of their facts gives, whatever rollups they are merged from', () => {
    fc.assert(
      fc.property(
        facts,
        fc.integer({ min: 10, max: 800 }),
        fc.constantFrom(ZONE, BERLIN),
        (some, most, zone) => {
          const window = { fromMs: START, toMs: START + 60 * DAY };
          for (const span of [undefined, ...ROLLUP_SPANS]) {
            const stepMs = stepFor(window, most, span === undefined ? 0 : SPAN_MS[span]);
            if (span === 'day' && stepMs < DAY) continue;
            if (span !== undefined && span !== 'day' && stepMs >= DAY) continue;
            const grid = gridOf(window, stepMs, zone, span);
            const parts = span === undefined ? some.map(ofFact) : rollUp(some, span, zone);
            const buckets = inBuckets(parts, grid);
            expect(buckets.length).toBeLessThanOrEqual(most);
            expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(
              some.filter(({ value }) => typeof value === 'number').length,
            );
            buckets.forEach((bucket, n) => {
              const before = buckets[n - 1];
              expect(bucket.startMs > (before?.lastAtMs ?? -Infinity)).toBe(true);
              const own = some.filter(({ sortMs }) => sortMs >= bucket.startMs && sortMs <= bucket.lastAtMs);
              const numbers = own.map(({ value }) => value).filter((value) => typeof value === 'number');
              expect([bucket.count, bucket.min, bucket.max, bucket.sum, bucket.last]).toEqual([
                numbers.length,
                numbers.length === 0 ? null : Math.min(...numbers),
                numbers.length === 0 ? null : Math.max(...numbers),
                numbers.length === 0 ? null : numbers.reduce((sum, value) => sum + value, 0),
                own.at(-1)?.value,
              ]);
            });
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are no more than asked for, of round length, and begin at round times', () => {
    fc.assert(
      fc.property(
        fc.nat(4e12),
        fc.nat(3e12),
        fc.integer({ min: 10, max: 4_000 }),
        (fromMs, lengthMs, most) => {
          const window = { fromMs, toMs: fromMs + lengthMs };
          const grid = gridOf(window, stepFor(window, most), ZONE);
          expect(bucketOf(grid, window.toMs) - bucketOf(grid, window.fromMs) + 1).toBeLessThanOrEqual(most);
          expect(localFields(grid.anchorMs, ZONE)).toMatchObject({ hour: 0, minute: 0 });
          expect(DAY % grid.stepMs === 0 || grid.stepMs % DAY === 0).toBe(true);
        },
      ),
    );
  });

  it('leave facts as they are while they are few, and one that is alone among many', () => {
    const grid = { anchorMs: 0, stepMs: 10, slackMs: 0 };
    const some = [at(1, 5), at(2, 9), at(3, 7), at(25, 4)];
    expect(pointsOfFacts(some, 4, grid).map(({ value, stretch }) => [value, stretch])).toEqual([
      [5, undefined],
      [9, undefined],
      [7, undefined],
      [4, undefined],
    ]);
    expect(pointsOfFacts(some, 3, grid)).toEqual([
      {
        value: 7,
        observedAtMs: 3,
        collectedAtMs: 8,
        source: '',
        stretch: { fromMs: 1, count: 3, min: 5, max: 9, sum: 21 },
      },
      { value: 4, observedAtMs: 25, collectedAtMs: 30, source: 's' },
    ]);
  });
});

describe('what a chart is made of', () => {
  const hours = (n: number) => ({ fromMs: START, toMs: START + n * 3_600_000 });
  it.each([
    ['an hour of live facts', 'realtime', 1, 500, 1, undefined],
    ['a day of live facts', 'realtime', 24, 500, 1, 'minute'],
    ['ninety days of live facts at 65 places', 'realtime', 90 * 24, 500, 65, 'hour'],
    ['a year', 'realtime', 366 * 24, 1_500, 1, 'hour'],
    ['a year on few pixels', 'realtime', 366 * 24, 100, 1, 'day'],
    ['a day of quarters of an hour', '15m', 24, 500, 1, undefined],
    ['a year of days', 'day', 366 * 24, 500, 1, undefined],
  ] as const)('%s', (_, cadence, long, most, places, span) => {
    const kept = { realtime: ROLLUP_SPANS, '15m': ['hour', 'day'] as const, day: ['day'] as const }[cadence];
    expect(planOf({ cadence }, kept, hours(long), { places, most, nowMs: START }).span).toBe(span);
  });
});

describe('what a chart of a past that is not kept whole is made of', () => {
  const DAY = 24 * 3_600_000;
  const indicator = { cadence: 'realtime', keepDays: 10, keepRollupDays: { minute: 30 } } as const;
  it.each([
    ['facts while they are kept', 9, undefined],
    ['minutes where facts are gone', 11, 'minute'],
    ['hours where minutes are gone', 31, 'hour'],
  ] as const)('%s', (_, daysAgo, span) => {
    const window = { fromMs: START - daysAgo * DAY, toMs: START - daysAgo * DAY + 3_600_000 };
    const kept = spansWithin(indicator, ROLLUP_SPANS, window, START);
    expect(planOf(indicator, kept, window, { places: 1, most: 500, nowMs: START }).span).toBe(span);
  });

  it('is the coarsest rollup where nothing reaches back as far', () => {
    const days = { keepRollupDays: { minute: 30, hour: 40, day: 50 } };
    const window = { fromMs: START - 90 * DAY, toMs: START };
    expect(spansWithin(days, ROLLUP_SPANS, window, START)).toEqual(['day']);
  });
});

describe('what stands beside', () => {
  const local = (ms: number) => Object.values(localFields(ms, ZONE)).slice(0, 5).join(' ');
  it('is the window before, and the same dates of the year before', () => {
    const toMs = Date.UTC(2028, 1, 29, 3);
    const window = { fromMs: toMs - 7 * DAY, toMs };
    expect(besideWindow(window, 'previous', ZONE)).toEqual({ fromMs: toMs - 14 * DAY, toMs: toMs - 7 * DAY });
    expect(local(besideWindow(window, 'last-year', ZONE).toMs)).toBe('2027 1 28 10 0');
  });
});

describe('runs of spans', () => {
  it('are told as one, and all as one when there are too many', () => {
    expect(runsOf([30, 10, 20, 50], 9, (ms) => ms + 10)).toEqual([
      { firstMs: 10, lastMs: 30 },
      { firstMs: 50, lastMs: 50 },
    ]);
    expect(runsOf([30, 10, 50], 2, (ms) => ms + 10)).toEqual([{ firstMs: 10, lastMs: 50 }]);
    expect(runsOf([], 2, (ms) => ms + 10)).toEqual([]);
  });
});

describe('the gate', () => {
  it('lets so many in at once and so many wait, in their order, and refuses the rest', async () => {
    const gate = new Gate(1, 2);
    const ends: (() => void)[] = [];
    const done: number[] = [];
    const work = (n: number) =>
      gate.run(() => new Promise<void>((resolve) => ends.push(resolve))).then(() => done.push(n));
    const all = [work(1), work(2), work(3)];
    await expect(work(4)).rejects.toThrow(BusyError);
    for (let turn = 0; turn < 3; turn += 1) {
      ends[turn]?.();
      await all[turn];
    }
    expect(done).toEqual([1, 2, 3]);
    expect(ends).toHaveLength(3);
  });

  it('goes on after a failure', async () => {
    const gate = new Gate(1, 2);
    await expect(gate.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await gate.run(async () => 7)).toBe(7);
  });
});
