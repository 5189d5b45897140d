/** Real Redis, real files: everything that was accepted is in the files once, with both its times. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Version } from '../../../shared/history/known-at.ts';
import { asKnownAt, mergeVersions } from '../../../shared/history/known-at.ts';
import { rollUp, ROLLUP_SPANS } from '../../../shared/history/rollup.ts';
import { parseLatestEntry } from '../../../shared/latest-entry.ts';
import type { Observation, Value } from '../../../shared/observation.ts';
import { redisKeys } from '../../../shared/redis-keys.ts';
import { EVER, HistoryRig, ZONE } from '../../fixtures/history-rig.ts';
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
const said = (versions: readonly Version[]) =>
  versions.map(({ observedAtMs, value, period }) => [period ?? observedAtMs, value]);

describe('the historian', () => {
  it('keeps what is late and what is corrected beside what was known before, in files alone', async () => {
    const rig = makeRig();
    const cars = { domain: rig.domain, indicator: 'cars', place: 'p' };
    const first = await rig.record({ observations: [of(T, 1), of(T + 1_000, 2)] });
    await rig.round();
    const late = await rig.record({ observations: [of(T + 500, 7)] });
    const corrected = await rig.record({ observations: [of(T, 18063800000000.57)] });
    await rig.round();
    await rig.forgetHot();
    const at = async (knownAtMs: number | undefined) =>
      said(await rig.reader.series(cars, { ...EVER, knownAtMs }));
    expect(await at(first.nowMs)).toEqual([
      [T, 1],
      [T + 1_000, 2],
    ]);
    expect(await at(late.nowMs)).toEqual([
      [T, late.nowMs === corrected.nowMs ? 18063800000000.57 : 1],
      [T + 500, 7],
      [T + 1_000, 2],
    ]);
    expect(await at(undefined)).toEqual([
      [T, 18063800000000.57],
      [T + 500, 7],
      [T + 1_000, 2],
    ]);
    expect(await rig.reader.gaps(rig.domain)).toEqual([]);
    expect(rig.errors()).toEqual([]);
  });

  it('keeps every kind of value, every method, and figures of periods apart from moments', async () => {
    const rig = makeRig();
    const gate = { domain: rig.domain, indicator: 'gate', place: 'p' };
    const grdp = { domain: rig.domain, indicator: 'grdp', place: 'tinh' };
    await rig.record({
      observations: [
        of(T, 'closed', { indicator: 'gate', method: 'manual' }),
        of(T + 1, null, { indicator: 'gate' }),
        of(T, 7.25, { indicator: 'grdp', place: 'tinh', period: '2025', method: 'estimate' }),
      ],
    });
    await rig.round();
    await rig.forgetHot();
    const versions = await rig.reader.series(gate, EVER);
    expect(versions.map(({ value, method }) => [value, method])).toEqual([
      ['closed', 'manual'],
      [null, 'api'],
    ]);
    const [year] = await rig.reader.series(grdp, EVER);
    expect(year).toMatchObject({ period: '2025', value: 7.25, observedAtMs: T, method: 'estimate' });
    expect(year?.sortMs).toBe(Date.UTC(2025, 0, 1) - 7 * H);
    expect(await rig.reader.rollups(grdp, 'day', EVER)).toEqual([]);
  });

  it('keeps events with their texts, each as it stood at an instant, and no pictures', async () => {
    const rig = makeRig();
    const event = { id: 'e1', domain: rig.domain, kind: 'post', atMs: T, text: "d'ấu “nháy”", source: 'a' };
    const opened = await rig.record({ events: [{ ...event, state: 'open' }] });
    await rig.round();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await rig.record({ events: [{ ...event, atMs: T + 5, text: 'xong', state: 'closed', place: 'p' }] });
    const bytes = Buffer.from([0xff, 0xd8]);
    await rig.record({ pictures: [{ place: 'p', bytes, keepMs: 60_000 }] });
    // The second is in Redis alone yet.
    const now = [{ ...event, atMs: T + 5, text: 'xong', state: 'closed', place: 'p' }];
    expect(await rig.reader.events(rig.domain, EVER)).toEqual(now);
    await rig.round();
    await rig.forgetHot();
    expect(await rig.reader.events(rig.domain, EVER)).toEqual(now);
    const then = await rig.reader.events(rig.domain, { ...EVER, knownAtMs: opened.nowMs });
    expect(then).toEqual([{ ...event, state: 'open' }]);
    const files = rig.segments().flatMap((name) => readdirSync(join(rig.domainFolder, name)));
    expect(new Set(files)).toEqual(new Set(['events.parquet', 'segment.json']));
  });

  it('merges what is over, and says the same of the past as before', async () => {
    const rig = makeRig();
    const cars = { domain: rig.domain, indicator: 'cars', place: 'p' };
    for (const n of [0, 1, 2, 3]) {
      await rig.record({ observations: [of(T + n * 1_000, n), of(T + n * 60_000 + 7, n / 10)] });
      await rig.round();
    }
    expect(rig.segments()).toHaveLength(4);
    await rig.forgetHot();
    const before = await rig.reader.versions(cars, EVER);
    const rollupsBefore = await rig.reader.rollups(cars, 'minute', EVER);
    expect(before).toHaveLength(8);
    await rig.round(Date.now() + 40 * 24 * H);
    expect(rig.segments()).toHaveLength(1);
    expect(await rig.reader.versions(cars, EVER)).toEqual(before);
    expect(await rig.reader.rollups(cars, 'minute', EVER)).toEqual(rollupsBefore);
    await rig.round(Date.now() + 41 * 24 * H);
    expect(readdirSync(join(rig.domainFolder, 'superseded'))).toEqual([]);
    expect(await rig.reader.versions(cars, EVER)).toEqual(before);
  });

  it('answers many at once, without a seam, while segments are written and merged beneath', async () => {
    const rig = makeRig();
    const cars = { domain: rig.domain, indicator: 'cars', place: 'p' };
    let accepted = 0;
    let isOver = false;
    const seen: number[] = [];
    const ask = async () => {
      while (!isOver) {
        const atLeast = accepted;
        const versions = await rig.reader.versions(cars, EVER);
        seen.push(versions.length - atLeast);
        expect(new Set(versions.map(({ value }) => value)).size).toBe(versions.length);
      }
    };
    const asking = Promise.all([ask(), ask(), ask()]);
    for (let n = 1; n <= 12; n += 1) {
      await rig.record({ observations: [of(T + n, n)] });
      accepted = n;
      await rig.round(n % 3 === 0 ? Date.now() + 2 * H : Date.now());
      // What has been in the files for a while is known by them alone.
      await rig.client.zremrangebyscore(redisKeys.history(rig.domain, 'cars|p'), '-inf', T + n - 2);
    }
    isOver = true;
    await asking;
    expect(seen.length).toBeGreaterThan(12);
    expect(Math.min(...seen)).toBe(0);
    expect(Math.max(...seen)).toBeLessThanOrEqual(1);
  });

  it('trims the log one segment behind the files', async () => {
    const rig = makeRig();
    const log = redisKeys.historyLog(rig.domain);
    await rig.record({ observations: [of(T, 1)] });
    await rig.round();
    expect(await rig.client.xlen(log)).toBe(1);
    await rig.record({ observations: [of(T + 1, 2)] });
    await rig.round();
    expect(await rig.client.xlen(log)).toBe(1);
  });

  it('says how much is lost when the log was trimmed before it came back', async () => {
    const rig = makeRig();
    await rig.record({ observations: [of(T, 1)] });
    await rig.round();
    for (const n of [1, 2, 3]) await rig.record({ observations: [of(T + n, n)] });
    await rig.client.xtrim(redisKeys.historyLog(rig.domain), 'MAXLEN', 1);
    await rig.round();
    expect(rig.errors()).toMatchObject([{ domain: rig.domain, batches: 2 }]);
    expect(rig.errors()[0]?.msg).toMatch(/^history has a gap/);
    expect(await rig.reader.gaps(rig.domain)).toMatchObject([{ batches: 2 }]);
    // Merging does not hide it.
    await rig.round(Date.now() + 2 * H);
    expect(rig.segments()).toHaveLength(1);
    expect(await rig.reader.gaps(rig.domain)).toMatchObject([{ batches: 2 }]);
  });

  it('says that the store counts lower after it has lost its end, and keeps what both hold', async () => {
    const rig = makeRig();
    const cars = { domain: rig.domain, indicator: 'cars', place: 'p' };
    for (const n of [1, 2]) await rig.record({ observations: [of(T + n, n)] });
    await rig.round();
    await rig.client.decr(redisKeys.historyLogCount(rig.domain));
    await rig.record({ observations: [of(T + 3, 3)] });
    await rig.round();
    expect(rig.errors()[0]?.msg).toMatch(/^the store counts lower than history/);
    await rig.forgetHot();
    expect(said(await rig.reader.series(cars, EVER))).toHaveLength(3);
  });

  it('says that a store whose clock was set back is not kept, and keeps what comes once it has passed', async () => {
    const rig = makeRig();
    const log = redisKeys.historyLog(rig.domain);
    await rig.record({ observations: [of(T, 1)] });
    await rig.round();
    const [[, fields] = ['', []]] = await rig.client.xrange(log, '-', '+');
    await rig.client.del(log);
    await rig.client.xadd(log, '5-1', ...fields);
    await rig.round();
    expect(rig.errors()[0]?.msg).toMatch(/^the store's clock lies before the end of history/);
    await rig.record({ observations: [of(T + 1, 2)] });
    await rig.round();
    await rig.forgetHot();
    const versions = await rig.reader.versions({ domain: rig.domain, indicator: 'cars', place: 'p' }, EVER);
    expect(versions.map(({ value }) => value)).toEqual([1, 2]);
  });
});

const figures = fc.record({
  indicator: fc.constant('cars'),
  place: fc.constantFrom('p', 'q'),
  source: fc.constantFrom('a', 'b'),
  value: fc.oneof(
    fc.integer({ min: -99, max: 999 }).map((n) => n / 10),
    fc.constantFrom(null, 'open'),
  ),
  observedAtMs: fc.integer({ min: 0, max: 9 }).map((n) => T + n * 25_000),
});
const months = fc.record({
  indicator: fc.constant('grdp'),
  place: fc.constant('p'),
  source: fc.constantFrom('a', 'b'),
  value: fc.constantFrom(1, 2.5, null),
  observedAtMs: fc.integer({ min: 0, max: 3 }).map((n) => T + n),
  period: fc.integer({ min: 1, max: 4 }).map((month) => `2026-0${month}`),
});
type Fact = Observation & { readonly source: string };
type Deed = { readonly record: readonly Fact[] } | { readonly round: 'flush' | 'merge' };
const deeds: fc.Arbitrary<Deed[]> = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc
        .array(fc.oneof(figures, months), { minLength: 1, maxLength: 6 })
        .map((record) => ({ record }) as Deed),
    },
    { weight: 1, arbitrary: fc.constantFrom('flush', 'merge').map((round) => ({ round }) as Deed) },
  ),
  { minLength: 3, maxLength: 14 },
);

/** What a plain list of everything that was accepted says. */
class Model {
  readonly versions = new Map<string, Version[]>();
  /** What the store showed as the latest after each batch. */
  readonly latest: { readonly series: string; readonly atMs: number; readonly value: Value }[] = [];

  accept(series: string, version: Version): void {
    this.versions.set(series, [...(this.versions.get(series) ?? []), version]);
  }
}

async function live(rig: HistoryRig, sequence: readonly Deed[]): Promise<Model> {
  const model = new Model();
  for (const deed of sequence) {
    if ('round' in deed) {
      await rig.round(deed.round === 'merge' ? Date.now() + 2 * H : Date.now());
      continue;
    }
    for (const source of ['a', 'b']) {
      const facts = deed.record.filter((fact) => fact.source === source);
      const observations = facts.map(({ source: _source, ...observation }) => observation);
      if (observations.length === 0) continue;
      const { nowMs, observations: decisions } = await rig.record({ source, observations });
      await acceptAll(rig, model, source, observations, decisions, nowMs);
      // Two batches never share a millisecond, corrections of one included, so that "known at" has one answer.
      await new Promise((resolve) => setTimeout(resolve, 3 + 2 * observations.length));
    }
  }
  return model;
}

/** Asks Redis for the members that the batch added: both their times are the store's own. */
async function acceptAll(
  rig: HistoryRig,
  model: Model,
  source: string,
  observations: readonly Observation[],
  decisions: readonly string[],
  nowMs: number,
): Promise<void> {
  const elsewhen = new Map<string, number>();
  for (const [at, observation] of observations.entries()) {
    const { indicator, place, value, observedAtMs, period } = observation;
    if (!['first', 'newer', 'correction', 'older', 'beside'].includes(decisions[at] ?? '')) continue;
    const series = `${indicator}|${place}`;
    const fact = `${series}|${period ?? observedAtMs}`;
    const collectedAtMs = elsewhen.has(fact) ? (elsewhen.get(fact) as number) + 1 : nowMs;
    // An overtaken word of a period is called older and kept nowhere.
    const key = redisKeys.history(rig.domain, series);
    const member = `${collectedAtMs} ${observedAtMs} ${source} ${JSON.stringify(value)}${period === undefined ? '' : ` ${period}`}`;
    const score = await rig.client.zscore(key, member);
    if (score === null) continue;
    elsewhen.set(fact, collectedAtMs);
    model.accept(series, {
      sortMs: Number(score),
      observedAtMs,
      collectedAtMs,
      value,
      source,
      ...(period === undefined ? {} : { period }),
    });
  }
  for (const [series, entry] of Object.entries(await rig.client.hgetall(redisKeys.latest(rig.domain))))
    model.latest.push({
      series,
      atMs: nowMs + 2 * observations.length,
      value: parseLatestEntry(entry).value,
    });
}

it('answers every question of the past as a naive model does, from Redis and files together and from files alone', async () => {
  const plain = ({ method: _method, ...version }: Version) => version;
  await fc.assert(
    fc.asyncProperty(deeds, async (sequence) => {
      const rig = makeRig();
      const model = await live(rig, sequence);
      const ask = async () => {
        for (const [series, versions] of model.versions) {
          const [indicator = '', place = ''] = series.split('|');
          const name = { domain: rig.domain, indicator, place };
          const instants = [undefined, ...new Set(versions.map((one) => one.collectedAtMs))].slice(-4);
          instants[0] = undefined;
          for (const knownAtMs of instants) {
            const asked = { ...EVER, knownAtMs };
            const expected = asKnownAt(mergeVersions(versions), knownAtMs);
            expect((await rig.reader.series(name, asked)).map(plain)).toEqual(expected);
            // Figures of a period have no rollup.
            const moments = expected.filter(({ period }) => period === undefined);
            for (const span of ROLLUP_SPANS)
              expect(await rig.reader.rollups(name, span, asked)).toEqual(rollUp(moments, span, ZONE));
          }
        }
        for (const { series, atMs, value } of model.latest) {
          const [indicator = '', place = ''] = series.split('|');
          const latest = await rig.reader.latest({ domain: rig.domain, indicator, place }, atMs);
          expect([series, latest?.value]).toEqual([series, value]);
        }
      };
      await ask();
      await rig.round(Date.now() + 2 * H);
      await rig.forgetHot();
      await ask();
      expect(rig.errors()).toEqual([]);
      await rig.end();
    }),
    { numRuns: 12 },
  );
}, 120_000);
