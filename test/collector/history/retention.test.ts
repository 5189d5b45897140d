/** Real Redis, real files: what is kept for so many days goes, and nothing else. */
import { describe, expect, it } from 'vitest';
import { ROLLUP_SPANS } from '../../../shared/history/rollup.ts';
import type { Observation, Value } from '../../../shared/observation.ts';
import { EVER, HistoryRig } from '../../fixtures/history-rig.ts';
import { withRedis } from '../../fixtures/redis.ts';
import { withRigs } from '../../fixtures/with-rigs.ts';

const redis = withRedis();
const makeRig = withRigs(() => new HistoryRig(redis().connect()));

const H = 3_600_000;
const T = Date.now() - 3 * H;
const of = (atMs: number, value: Value, more: Partial<Observation> = {}): Observation => ({
  indicator: 'cars',
  place: 'p',
  observedAtMs: atMs,
  value,
  ...more,
});

describe('retention', () => {
  it('drops single observations beyond their keepDays, and keeps their rollups and all others', async () => {
    const rig = makeRig();
    const old = Date.now() - 60 * H;
    const beds = { indicator: 'beds' };
    // A segment of nothing but what will go.
    await rig.record({ observations: [of(old, 1)] });
    await rig.round();
    await rig.record({ observations: [of(T, 2), of(old, 1, beds), of(T, 2, beds)] });
    await rig.round();
    await rig.forgetHot();
    expect(
      await rig.reader.versions({ domain: rig.domain, indicator: 'cars', place: 'p' }, EVER),
    ).toHaveLength(2);
    rig.keeping = new Map([['cars', { keepDays: 1 }]]);
    await rig.round();
    const values = async (indicator: string) => {
      const series = await rig.reader.series({ domain: rig.domain, indicator, place: 'p' }, EVER);
      return series.map(({ value }) => value);
    };
    expect(await values('cars')).toEqual([2]);
    expect(await values('beds')).toEqual([1, 2]);
    const days = await rig.reader.rollups({ domain: rig.domain, indicator: 'cars', place: 'p' }, 'day', EVER);
    expect(days.reduce((count, day) => count + day.count, 0)).toBe(2);
    expect(rig.errors()).toEqual([]);
  });

  it('drops the rollups of each span beyond their own days, and no others', async () => {
    const rig = makeRig();
    const cars = { domain: rig.domain, indicator: 'cars', place: 'p' };
    const old = Date.now() - 100 * H;
    await rig.record({ observations: [of(old, 1), of(old, 1, { indicator: 'beds' })] });
    await rig.record({ observations: [of(T, 2), of(T, 2, { indicator: 'beds' })] });
    rig.keeping = new Map([['cars', { keepDays: 1, keepRollupDays: { minute: 2, hour: 9 } }]]);
    await rig.round();
    await rig.forgetHot();
    const counts = async (indicator: string) => {
      const spans = ROLLUP_SPANS.map((span) => rig.reader.rollups({ ...cars, indicator }, span, EVER));
      return (await Promise.all(spans)).map((rollups) => rollups.length);
    };
    expect(await counts('cars')).toEqual([1, 2, 2]);
    expect(await counts('beds')).toEqual([2, 2, 2]);
    await rig.round(Date.now() + 7 * 24 * H);
    expect(await counts('cars')).toEqual([0, 1, 2]);
    expect(await counts('beds')).toEqual([2, 2, 2]);
  });
});
