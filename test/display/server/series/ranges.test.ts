/** The ranges of walls and tablets over two years in the historian's files: no peak is lost, gaps stay, years stand side by side. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SeriesReader } from '../../../../display/server/series/series-reader.ts';
import { besideWindow, type Window } from '../../../../display/server/series/window.ts';
import { SERIES_BESIDE, type SeriesPoint } from '../../../../shared/api.ts';
import { CHART_RANGES, rangeStartMs, type ChartRange } from '../../../../shared/chart-range.ts';
import { ConfigIndex } from '../../../../shared/config/province-config.ts';
import type { Observation } from '../../../../shared/observation.ts';
import { localFields, localMidnightMs } from '../../../../shared/period.ts';
import { HAND_MADE } from '../../../fixtures/hand-made-province.ts';
import { HistoryRig, ZONE } from '../../../fixtures/history-rig.ts';
import { withRedis } from '../../../fixtures/redis.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Of a tablet's chart. */
const PIXELS = 720;
const EVERY_MS = 6 * HOUR_MS;
const DAYS = 800;
/** From so many days ago on nothing was told, for a week. */
const SILENT_FROM_DAYS = 20;

const redis = withRedis();
let rig: HistoryRig;
let reader: SeriesReader;
let facts: Observation[];
/** Ten in the morning of yesterday: no fact lies at the edge of a range, and every range ends within a day. */
const nowMs = midnightMs(Date.now(), -1) + 10 * HOUR_MS;

beforeAll(async () => {
  rig = new HistoryRig(redis().connect());
  facts = Array.from({ length: (DAYS * DAY_MS) / EVERY_MS }, (_, n) => nowMs - EVERY_MS / 2 - n * EVERY_MS)
    .filter((atMs) => {
      const daysAgo = (nowMs - atMs) / DAY_MS;
      return daysAgo > SILENT_FROM_DAYS || daysAgo < SILENT_FROM_DAYS - 7;
    })
    .map((observedAtMs, n) => ({ indicator: 'queue', place: 'c1', value: (n * 7_919) % 1_000, observedAtMs }))
    .toReversed();
  const others = facts.map((fact) => ({ ...fact, place: 'c2', value: 2 }));
  await rig.record({ observations: facts });
  await rig.record({ observations: others });
  await rig.round();
  await rig.forgetHot();
  const domains = HAND_MADE.domains.map((domain) =>
    domain.id === 'gates' ? { ...domain, id: rig.domain } : domain,
  );
  reader = new SeriesReader(rig.reader, new ConfigIndex({ ...HAND_MADE, domains }));
});
afterAll(() => rig.end());

function midnightMs(atMs: number, moreDays = 0): number {
  const { year, month, day } = localFields(atMs, ZONE);
  return localMidnightMs(year, month, day + moreDays, ZONE);
}

/** The stretches of a year are whole days, also at its ends. */
function widened(range: ChartRange, { fromMs, toMs }: Window): Window {
  if (range !== 'year') return { fromMs, toMs };
  return { fromMs: midnightMs(fromMs), toMs: midnightMs(toMs, 1) - 1 };
}

/** Of all facts of a window, counted naively. */
function naive({ fromMs, toMs }: Window) {
  const own = facts.filter(({ observedAtMs }) => observedAtMs >= fromMs && observedAtMs <= toMs);
  const values = own.map(({ value }) => Number(value));
  return { count: values.length, min: Math.min(...values), max: Math.max(...values) };
}

function drawn(points: readonly SeriesPoint[]) {
  const stretches = points.map(({ value, stretch }) => ({
    count: stretch?.count ?? 1,
    min: stretch?.min ?? Number(value),
    max: stretch?.max ?? Number(value),
  }));
  return {
    count: stretches.reduce((sum, { count }) => sum + count, 0),
    min: Math.min(...stretches.map(({ min }) => min)),
    max: Math.max(...stretches.map(({ max }) => max)),
  };
}

const indicator = () => {
  const [queue] = HAND_MADE.domains[0]?.indicators ?? [];
  if (queue === undefined) throw new Error('the province made by hand has no indicator');
  return queue;
};
const read = (places: readonly string[], fromMs: number, most = PIXELS) =>
  reader.read(
    {
      series: places.map((place) => ({ indicator: indicator(), place })),
      window: { fromMs, toMs: nowMs },
      periods: undefined,
      most,
      knownAtMs: undefined,
      nowMs,
      beside: SERIES_BESIDE,
    },
    performance.now(),
  );

describe('a chart of a range', () => {
  it.each(CHART_RANGES)(
    'of a %s has every fact in it, and beside it those before and of the year before',
    async (range) => {
      const window = { fromMs: rangeStartMs(range, nowMs, ZONE), toMs: nowMs };
      const [line] = await read(['c1'], window.fromMs);
      expect(line?.points.length).toBeLessThanOrEqual(PIXELS);
      expect(drawn(line?.points ?? [])).toEqual(naive(widened(range, window)));
      expect(line?.beside.map(({ kind }) => kind)).toEqual(SERIES_BESIDE);
      for (const { kind, fromMs, toMs, shiftMs, points } of line?.beside ?? []) {
        expect({ fromMs, toMs }).toEqual(besideWindow(window, kind, ZONE));
        expect(shiftMs).toBe(window.fromMs - fromMs);
        expect(drawn(points), kind).toEqual(naive(widened(range, { fromMs, toMs })));
      }
    },
  );

  it('goes on beside a year to the end of its window, which lies within a day', async () => {
    const [line] = await read(['c1'], rangeStartMs('year', nowMs, ZONE));
    for (const { toMs, points } of line?.beside ?? [])
      expect(points.at(-1)?.stretch).toMatchObject({ fromMs: midnightMs(toMs), count: 4 });
  });

  it('keeps the peak and the low of a year on twenty pixels', async () => {
    const fromMs = rangeStartMs('year', nowMs, ZONE);
    const [line] = await read(['c1'], fromMs, 20);
    expect(line?.points.length).toBeLessThanOrEqual(20);
    const { min, max } = drawn(line?.points ?? []);
    const all = naive({ fromMs, toMs: nowMs });
    expect([min, max]).toEqual([all.min, all.max]);
  });

  it('breaks where nothing was told for a week, and nowhere else', async () => {
    const [line] = await read(['c1'], rangeStartMs('month', nowMs, ZONE));
    const broken = (line?.points ?? []).filter(({ afterGap }) => afterGap === true);
    expect(broken).toHaveLength(1);
    const daysAgo = (nowMs - (broken[0]?.observedAtMs ?? 0)) / DAY_MS;
    expect(daysAgo).toBeGreaterThan(SILENT_FROM_DAYS - 8);
    expect(daysAgo).toBeLessThan(SILENT_FROM_DAYS - 6);
  });

  it('comes for several places in one request, and of the province with how many reported', async () => {
    const fromMs = nowMs - DAY_MS;
    const [one, two, sum] = await read(['c1', 'c2', 'tinh'], fromMs);
    expect([one?.place, two?.place, sum?.place]).toEqual(['c1', 'c2', 'tinh']);
    expect(sum?.aggregated).toEqual({ expected: 3 });
    expect(sum?.points.length).toBeGreaterThan(0);
    for (const { observedAtMs, value, reported } of sum?.points ?? []) {
      const own = facts.find((fact) => fact.observedAtMs === observedAtMs);
      expect([value, reported]).toEqual([Number(own?.value) + 2, 2]);
    }
  });
});
