/** A store that an earlier version wrote, before there was a history log: its points and events become history. */
import { expect, it } from 'vitest';
import { redisKeys } from '../../../shared/redis-keys.ts';
import type { Observation, Value } from '../../../shared/observation.ts';
import { EVER, HistoryRig } from '../../fixtures/history-rig.ts';
import { withRedis } from '../../fixtures/redis.ts';
import { withRigs } from '../../fixtures/with-rigs.ts';

const redis = withRedis();
const makeRig = withRigs(() => new HistoryRig(redis().connect()));

const T = Date.now() - 3_600_000;
const of = (atMs: number, value: Value, more: Partial<Observation> = {}): Observation => ({
  indicator: 'cars',
  place: 'p',
  observedAtMs: atMs,
  value,
  ...more,
});
const pause = () => new Promise((resolve) => setTimeout(resolve, 3));
const event = (id: string) => ({ id, domain: '', kind: 'post', atMs: T, text: `Bài ${id}`, source: 'a' });

/** As a version left it that kept no log. */
async function withoutLog(rig: HistoryRig): Promise<void> {
  await rig.client.del(redisKeys.historyLog(rig.domain), redisKeys.historyLogCount(rig.domain));
}

const everything = async (rig: HistoryRig) => {
  const asked = (indicator: string) => ({ domain: rig.domain, indicator, place: 'p' });
  return {
    cars: await rig.reader.versions(asked('cars'), EVER),
    month: await rig.reader.versions(asked('month'), EVER),
    minutes: await rig.reader.rollups(asked('cars'), 'minute', EVER),
    days: await rig.reader.rollups(asked('cars'), 'day', EVER),
    events: await rig.reader.events(rig.domain, EVER),
  };
};

async function oldStore(rig: HistoryRig): Promise<void> {
  const august = { indicator: 'month', period: '2026-08', method: 'manual' as const };
  await rig.record({ observations: [of(T, 1), of(T + 60_000, 2), of(T, 5, august)], events: [event('e1')] });
  await pause();
  await rig.record({ observations: [of(T, 18063800000000.57), of(T + 1, 6, august)], events: [event('e2')] });
  await pause();
  await withoutLog(rig);
}

it('has all of them once, with both their times, whatever is accepted before the historian comes', async () => {
  const rig = makeRig();
  await oldStore(rig);
  await rig.record({ observations: [of(T + 120_000, 3)], events: [event('e2'), event('e3')] });
  const { cars, month } = await everything(rig);
  await rig.round();
  await rig.record({ observations: [of(T + 180_000, 4)] });
  await rig.round();
  await rig.forgetHot();
  const kept = await everything(rig);
  expect(kept.cars.map(({ value }) => value)).toEqual([1, 18063800000000.57, 2, 3, 4]);
  expect(kept.cars).toEqual([...cars.map((one) => ({ ...one, method: 'api' })), kept.cars.at(-1)]);
  expect(kept.month).toEqual(month.map((one) => ({ ...one, method: 'manual' })));
  expect(kept.minutes.map(({ count }) => count)).toEqual([1, 1, 1, 1]);
  expect(kept.days.reduce((sum, { count }) => sum + count, 0)).toBe(4);
  expect(kept.events.map(({ id }) => id)).toEqual(['e1', 'e2', 'e3']);
  expect(rig.errors()).toEqual([]);
  expect(await rig.reader.gaps(rig.domain)).toEqual([]);
});

it.each(['drafted', 'copied', 'noted', 'committed'] as const)(
  'has them once also when the historian dies once it has %s',
  async (step) => {
    const rig = makeRig();
    await oldStore(rig);
    const dying = rig.round(Date.now(), (now) => {
      if (now === step) throw new Error('killed');
    });
    await expect(dying).rejects.toThrow('killed');
    await rig.round();
    await rig.forgetHot();
    const { cars, month, events } = await everything(rig);
    expect(cars.map(({ value }) => value)).toEqual([1, 18063800000000.57, 2]);
    expect(month).toHaveLength(2);
    expect(events).toHaveLength(2);
  },
);

it('takes nothing where the log tells of everything', async () => {
  const rig = makeRig();
  await rig.record({ observations: [of(T, 1)], events: [event('e1')] });
  await rig.round();
  expect(rig.said.filter(({ msg }) => msg.startsWith('points that Redis held'))).toEqual([]);
  expect(rig.segments()).toHaveLength(1);
});
