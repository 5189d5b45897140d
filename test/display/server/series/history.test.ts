/** Real Redis and the historian's own files: a chart tells what a naive reading of all facts tells. */
import { describe, expect, it } from 'vitest';
import { inBuckets } from '../../../../display/server/history/bucket-grid.ts';
import type { BucketGrid } from '../../../../display/server/history/bucket-grid.ts';
import { ofFact, ROLLUP_SPANS, SPAN_MS, type RollupSpan } from '../../../../shared/history/rollup.ts';
import type { Observation } from '../../../../shared/observation.ts';
import { Chance } from '../../../fixtures/chance.ts';
import { HistoryRig, ZONE } from '../../../fixtures/history-rig.ts';
import { until } from '../../../fixtures/display-rig.ts';
import { withRedis } from '../../../fixtures/redis.ts';
import { withRigs } from '../../../fixtures/with-rigs.ts';
import { gridOf } from '../../../../display/server/series/steps.ts';

const redis = withRedis();
const makeRig = withRigs(() => new HistoryRig(redis().connect()));

const HOUR_MS = 3_600_000;
const PLACES = ['a', 'b', 'c'];
const LENGTH_MS = 30 * HOUR_MS;

describe('many series in one go', () => {
  it('tell what their facts tell, whether kept in files, corrected since, late, or as known before', async () => {
    const rig = makeRig();
    const chance = new Chance(7);
    const nowMs = Date.now();
    const fromMs = nowMs - LENGTH_MS;
    const some = (count: number): Observation[] =>
      Array.from({ length: count }, () => ({
        indicator: 'cars',
        place: PLACES[Math.floor(chance.next() * PLACES.length)] as string,
        observedAtMs: fromMs + Math.floor(chance.next() * LENGTH_MS),
        value: chance.next() < 0.1 ? null : Math.floor(chance.next() * 1_000),
      }));
    const first = await rig.record({ observations: some(300) });
    await rig.round();
    await rig.record({ observations: some(60) });
    await rig.round();
    // Accepted and in no file yet; the last corrects a fact that is in the files.
    const recent = some(20);
    await rig.record({ observations: recent });
    await rig.record({ observations: [{ ...(recent[0] as Observation), value: 5_000 }] });

    const many = { domain: rig.domain, indicator: 'cars', places: PLACES };
    const naive = async (place: string, knownAtMs: number | undefined, grid: BucketGrid) => {
      const facts = await rig.reader.series({ ...many, place }, { fromMs: 0, toMs: 8e12, knownAtMs });
      return inBuckets(facts.map(ofFact), grid);
    };
    const cases: [RollupSpan, number, number | undefined][] = [
      ['minute', 5, undefined],
      ['hour', 60, undefined],
      ['hour', 180, undefined],
      ['day', 1_440, undefined],
      ['hour', 180, first.nowMs],
      ['minute', 30, first.nowMs],
      ['day', 2_880, first.nowMs],
    ];
    for (const [span, minutes, knownAtMs] of cases) {
      const window = { fromMs, toMs: nowMs };
      const stepMs = minutes * SPAN_MS.minute;
      const grid = gridOf(window, stepMs, ZONE, span);
      const buckets = await rig.reader.many.buckets(many, span, { ...window, knownAtMs }, grid);
      for (const place of PLACES) {
        const own = buckets.get(place) ?? [];
        // A stretch of rollups begins where its first rollup does.
        const plain = (some: typeof own) => some.map((one) => ({ ...one, startMs: 0 }));
        expect(plain(own), `${span} ${minutes} ${knownAtMs}`).toEqual(
          plain(await naive(place, knownAtMs, { ...grid, slackMs: 0 })),
        );
      }
    }
    const facts = await rig.reader.many.facts(many, { fromMs, toMs: nowMs, knownAtMs: undefined }, 1_000);
    for (const place of PLACES)
      expect(facts?.get(place)).toEqual(
        await rig.reader.series({ ...many, place }, { fromMs, toMs: nowMs, knownAtMs: undefined }),
      );
    expect(
      await rig.reader.many.facts(many, { fromMs, toMs: nowMs, knownAtMs: undefined }, 100),
    ).toBeUndefined();
  });

  it('say since when something is known, and give the newest facts with what they corrected', async () => {
    const rig = makeRig();
    const T = Date.now() - 50 * HOUR_MS;
    const of = (atMs: number, value: number) => ({
      indicator: 'cars',
      place: 'a',
      observedAtMs: atMs,
      value,
    });
    await rig.record({ observations: [of(T, 1), of(T + 1_000, 2)] });
    await rig.round();
    await rig.record({ observations: [of(T + 1_000, 3), of(T + 2_000, 4)] });
    const many = { domain: rig.domain, indicator: 'cars', places: ['a', 'b'] };
    expect(await rig.reader.many.knownFromMs(many, undefined)).toBe(T);
    const series = { ...many, place: 'a' };
    const newest = await rig.reader.newest.of(series, 3, undefined);
    expect(newest.map(({ value }) => value)).toEqual([4, 3, 2]);
    await rig.round();
    await rig.forgetHot();
    expect((await rig.reader.newest.of(series, 9, undefined)).map(({ value }) => value)).toEqual([
      4, 3, 2, 1,
    ]);
    const fromMs = await rig.reader.many.knownFromMs(many, undefined);
    expect(fromMs).toBeGreaterThanOrEqual(T);
    expect(fromMs).toBeLessThan(T + SPAN_MS.minute);
    expect(ROLLUP_SPANS[0]).toBe('minute');
  });

  it('say since when something was known then, and not what was told of earlier times since', async () => {
    const rig = makeRig();
    const T = Date.now() - 50 * HOUR_MS;
    const of = (atMs: number, value: number) => ({
      indicator: 'cars',
      place: 'a',
      observedAtMs: atMs,
      value,
    });
    const many = { domain: rig.domain, indicator: 'cars', places: ['a', 'b'] };
    await rig.record({ observations: [of(T, 1)] });
    const [told] = await rig.reader.newest.of({ ...many, place: 'a' }, 1, undefined);
    const collectedAtMs = told?.collectedAtMs ?? 0;
    await until('the next millisecond', () => Date.now() > collectedAtMs);
    const expectThen = async () => {
      expect(await rig.reader.many.knownFromMs(many, collectedAtMs - 1)).toBeUndefined();
      expect(await rig.reader.many.knownFromMs(many, collectedAtMs)).toBe(T);
    };
    await expectThen();
    // Told later: of a day before, and of the same minute.
    await rig.record({ observations: [of(T - 24 * HOUR_MS, 2), of(T + 1, 3)] });
    await expectThen();
    await rig.round();
    await rig.forgetHot();
    await expectThen();
    expect(await rig.reader.many.knownFromMs(many, undefined)).toBeLessThan(T - 23 * HOUR_MS);
  });
});
