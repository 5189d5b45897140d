/** Facts older than all that Redis keeps of their series, told late or corrected late: the history alone keeps them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepHouse } from '../../collector/housekeeping.ts';
import { LATE_FORGET_MS, MAX_LATE } from '../../collector/record-batch.ts';
import { asKnownAt, mergeVersions, type Version } from '../../shared/history/known-at.ts';
import { parseLogEntry } from '../../shared/history/log-entry.ts';
import { rollUp, ROLLUP_SPANS } from '../../shared/history/rollup.ts';
import { redisKeys } from '../../shared/redis-keys.ts';
import { EVER, HistoryRig, ZONE } from '../fixtures/history-rig.ts';
import { withRedis } from '../fixtures/redis.ts';
import { withRigs } from '../fixtures/with-rigs.ts';
import { makeWorld, month, of, OK } from './record-world.ts';

const redis = withRedis();
const makeRig = withRigs(() => new HistoryRig(redis().connect()));

const DAY_MS = 86_400_000;
const NOW = Date.now();
const LAST_WEEK = NOW - 7 * DAY_MS;

describe('the record of a late fact', () => {
  const logged = async ({ client, domain }: ReturnType<typeof makeWorld>) =>
    (await client.xrange(redisKeys.historyLog(domain), '-', '+')).flatMap(([id, fields]) => {
      const { readings, late } = parseLogEntry(domain, id, fields);
      return readings.map(({ value }, at) => [value, late?.includes(at) === true]);
    });

  it('is one, however often it is told, and one more for each correction', async () => {
    const world = makeWorld(redis().connect());
    const tell = async (value: number, source = 'a') =>
      (await world.record({ source, observations: [of(LAST_WEEK, value)] })).observations[0];
    await world.record({ observations: [of(NOW, 9)] });
    expect([await tell(1), await tell(1), await tell(2), await tell(2), await tell(1)]).toEqual([
      'older',
      'repeat',
      'correction',
      'repeat',
      'correction',
    ]);
    expect(await tell(1, 'b')).toBe('older');
    expect(await logged(world)).toEqual([
      [9, false],
      [1, true],
      [2, true],
      [1, true],
      [1, true],
    ]);
    expect((await world.latest('xe-ton', 'huu-nghi'))?.value).toBe(9);
    expect(await world.history('xe-ton', 'huu-nghi')).toHaveLength(1);
    expect(await world.changes()).toHaveLength(1);
  });

  it('is kept of a period too, and not of an answer that was overtaken on its way', async () => {
    const world = makeWorld(redis().connect(), { staleAfterMs: 1, hotPeriods: 2 });
    const months = ['2026-05', '2026-06', '2026-07', '2026-08', '2026-09'];
    await world.record({ observations: months.map((one) => month(one, 1)) });
    const tell = async (value: number, observedAtMs: number) =>
      (await world.record({ observations: [month('2026-05', value, observedAtMs)] })).observations[0];
    expect(await tell(7, LAST_WEEK)).toBe('older');
    expect(await tell(8, LAST_WEEK - 1)).toBe('older');
    expect(await tell(8, LAST_WEEK + 1)).toBe('correction');
    expect((await logged(world)).filter(([, isLate]) => isLate)).toEqual([
      [7, true],
      [8, true],
    ]);
  });

  it('is none where the history forgets such facts', async () => {
    const world = makeWorld(redis().connect(), { staleAfterMs: 1, keepDays: 6 });
    await world.record({ observations: [of(NOW, 9)] });
    const { observations } = await world.record({
      observations: [of(LAST_WEEK, 1), of(NOW - 5 * DAY_MS, 2)],
    });
    expect(observations).toEqual(['expired', 'older']);
  });

  it('is refused, and said, where more are told than can be told apart; room comes with time', async () => {
    const world = makeWorld(redis().connect());
    const { client, domain } = world;
    await world.record({ observations: [of(NOW, 9)] });
    const filler = Array.from({ length: MAX_LATE }, (_, n) => [`x|p ${n} a`, `1 1 1 ${NOW}`]).flat();
    await client.hset(redisKeys.late(domain), ...filler);
    const observations = [of(LAST_WEEK, 1)];
    expect((await world.record({ observations })).observations).toEqual(['crowded']);
    expect((await world.health()).refusals).toEqual([
      'xe-ton|huu-nghi: more late facts than can be told apart',
    ]);
    const keepMsOf = () => undefined;
    await keepHouse(client, [domain], { nowMs: NOW + LATE_FORGET_MS, keepMsOf });
    expect(await client.hlen(redisKeys.late(domain))).toBe(MAX_LATE);
    await keepHouse(client, [domain], { nowMs: NOW + LATE_FORGET_MS + 1, keepMsOf });
    expect(await client.hlen(redisKeys.late(domain))).toBe(0);
    expect((await world.record({ observations, report: OK })).observations).toEqual(['older']);
  });

  it('is kept of a poll that somebody overtook, unless its source told the fact before', async () => {
    const world = makeWorld(redis().connect());
    const gate = { field: 'gate/a', step: 'success' as const, breaker: { failures: 3, halfOpenAfterMs: 1 } };
    await world.record({ observations: [of(NOW, 9)] });
    await world.record({ observations: [of(LAST_WEEK, 1)] });
    const progress = { field: 'a', before: 'overtaken', next: 'mine' };
    const { observations } = await world.record({
      observations: [of(LAST_WEEK, 2), of(LAST_WEEK + 1, 3)],
      progress,
      gate,
    });
    expect(observations).toEqual(['fenced', 'older']);
  });
});

describe('the history of late facts', () => {
  it('has a correction of last week beside what was known, its rollups anew, and nothing twice', async () => {
    const rig = makeRig();
    const cars = { domain: rig.domain, indicator: 'xe-ton', place: 'huu-nghi' };
    await rig.record({ observations: [of(LAST_WEEK, 1), of(LAST_WEEK + 1_000, 5)] });
    const before = await rig.record({ observations: [of(NOW, 9)] });
    await rig.round();
    await rig.forgetHot();
    await rig.record({ observations: [of(NOW + 1, 9)] });
    // What Redis has forgotten and the files know: told again it is no news; corrected it is.
    await rig.record({ observations: [of(LAST_WEEK, 1), of(LAST_WEEK + 1_000, 7)] });
    await rig.round();
    await rig.client.del(redisKeys.late(rig.domain));
    await rig.record({ observations: [of(LAST_WEEK, 1), of(LAST_WEEK + 1_000, 7)] });
    await rig.round();
    const asked = { fromMs: LAST_WEEK, toMs: LAST_WEEK + 2_000 };
    const versions = await rig.reader.versions(cars, { ...asked, knownAtMs: undefined });
    expect(versions.map(({ value }) => value)).toEqual([1, 5, 7]);
    const known = async (knownAtMs: number | undefined) =>
      (await rig.reader.series(cars, { ...asked, knownAtMs })).map(({ value }) => value);
    expect(await known(before.nowMs)).toEqual([1, 5]);
    expect(await known(undefined)).toEqual([1, 7]);
    const [day] = await rig.reader.rollups(cars, 'day', { ...asked, knownAtMs: undefined });
    expect(day).toMatchObject({ count: 2, sum: 8, max: 7 });
    expect(rig.errors()).toEqual([]);
  });

  it('is what a naive model keeps, whatever is told, corrected, forgotten and told again', async () => {
    const step = fc.record({
      kind: fc.constantFrom('tell', 'tell', 'tell', 'round', 'forget'),
      // From today to three weeks ago, few enough to meet again.
      daysAgo: fc.constantFrom(0, 1, 3, 8, 21),
      minute: fc.nat(2),
      value: fc.nat(3),
      source: fc.constantFrom('a', 'b'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), async (steps) => {
        const rig = makeRig();
        const model: Version[] = [];
        const last = new Map<string, number>();
        const tell = async (observedAtMs: number, value: number, source: string) => {
          const { nowMs } = await rig.record({ source, observations: [of(observedAtMs, value)] });
          const fact = `${observedAtMs} ${source}`;
          if (last.get(fact) === value) return;
          last.set(fact, value);
          model.push({ sortMs: observedAtMs, observedAtMs, collectedAtMs: nowMs, value, source });
        };
        await tell(NOW + 1, 0, 'a');
        await rig.round();
        for (const { kind, daysAgo, minute, value, source } of steps) {
          if (kind === 'round') await rig.round();
          if (kind === 'forget') await rig.client.del(redisKeys.late(rig.domain));
          if (kind === 'tell') await tell(NOW - daysAgo * DAY_MS - minute * 60_000, value, source);
        }
        await rig.round();
        const series = { domain: rig.domain, indicator: 'xe-ton', place: 'huu-nghi' };
        const bare = (versions: readonly Version[]) =>
          versions.map(({ observedAtMs, value, source }) => [observedAtMs, value, source]);
        const kept = await rig.reader.versions(series, EVER);
        expect(bare(kept)).toEqual(bare(mergeVersions(model)));
        for (const span of ROLLUP_SPANS) {
          const anew = rollUp(asKnownAt(kept, undefined), span, ZONE);
          expect(await rig.reader.rollups(series, span, EVER)).toEqual(anew);
        }
      }),
      { numRuns: 12 },
    );
  }, 120_000);
});
