/** Whatever comes in whatever batches, repeats, corrections and order: the store is what a small model says. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Recorder } from '../../collector/record.ts';
import type { Decision } from '../../collector/record-batch.ts';
import { parseChangeEntry } from '../../shared/change-entry.ts';
import { applyBatch, emptyDomainState } from '../../shared/domain-state.ts';
import { parseHistoryMember, parseLatestEntry } from '../../shared/latest-entry.ts';
import { seriesKey, type Observation } from '../../shared/observation.ts';
import { redisKeys } from '../../shared/redis-keys.ts';
import { withRedis } from '../fixtures/redis.ts';

const redis = withRedis();
const ZONE = 'Asia/Ho_Chi_Minh';
const T0 = Date.now() - 3_600_000;

interface Fact extends Observation {
  readonly source: string;
}

/** A series as the identity rules of the architecture leave it. */
class ModelSeries {
  /** Versions of each fact, first to last, by source and order. */
  readonly versions = new Map<string, { values: Observation['value'][]; observedAtMs: number }>();
  latest: { order: number; source: string; fact: Fact } | undefined;

  offer(fact: Fact, order: number): Decision {
    const key = `${fact.source} ${order}`;
    const known = this.versions.get(key);
    const isLatestFact = this.latest?.source === fact.source && this.latest.order === order;
    if (known !== undefined) {
      if (known.values.at(-1) === fact.value) return 'repeat';
      if (fact.observedAtMs < known.observedAtMs) return 'older';
      known.values.push(fact.value);
      known.observedAtMs = fact.observedAtMs;
      if (isLatestFact) this.latest = { order, source: fact.source, fact };
      return 'correction';
    }
    this.versions.set(key, { values: [fact.value], observedAtMs: fact.observedAtMs });
    if (this.latest !== undefined && order <= this.latest.order) return 'older';
    const isFirst = this.latest === undefined;
    this.latest = { order, source: fact.source, fact };
    return isFirst ? 'first' : 'newer';
  }
}

const monthStartMs = (month: number) => Date.UTC(2026, month - 1, 1) - 7 * 3_600_000;

const momentary = fc.record({
  indicator: fc.constant('cars'),
  place: fc.constantFrom('p', 'q'),
  source: fc.constantFrom('a', 'b'),
  value: fc.constantFrom(0, 1, -2.5, 18063800000000.57, null, 'open'),
  observedAtMs: fc.integer({ min: 0, max: 5 }).map((step) => T0 + step),
});
const periodic = fc.record({
  indicator: fc.constant('grdp'),
  place: fc.constantFrom('p'),
  source: fc.constantFrom('a', 'b'),
  value: fc.constantFrom(1, 2, null),
  observedAtMs: fc.integer({ min: 0, max: 3 }).map((step) => T0 + step),
  period: fc.integer({ min: 1, max: 4 }).map((month) => `2026-0${month}`),
});
const batches = fc.array(fc.array(fc.oneof(momentary, periodic), { minLength: 1, maxLength: 12 }), {
  minLength: 1,
  maxLength: 10,
});

const orderOf = (fact: Fact) =>
  fact.period === undefined ? fact.observedAtMs : monthStartMs(Number(fact.period.slice(5)));

let runs = 0;
const newDomain = () => `property-${(runs += 1)}`;

function bySource(batch: readonly Fact[]): [string, Observation[]][] {
  const sources = [...new Set(batch.map((fact) => fact.source))];
  return sources.map((source) => [
    source,
    batch.filter((fact) => fact.source === source).map(({ source: _source, ...observation }) => observation),
  ]);
}

it('equals a model of the identity rules after any sequence in any batching, and a screen that replays it too', async () => {
  const client = redis().connect();
  await fc.assert(
    fc.asyncProperty(batches, async (sequence) => {
      const domain = newDomain();
      const recorder = new Recorder(client, ZONE);
      const model = new Map<string, ModelSeries>();
      for (const batch of sequence) {
        for (const [source, observations] of bySource(batch as Fact[])) {
          const expected = observations.map((observation) => {
            const key = seriesKey(observation.indicator, observation.place);
            const series = model.get(key) ?? new ModelSeries();
            model.set(key, series);
            const fact = { ...observation, source };
            return series.offer(fact, orderOf(fact));
          });
          const result = await recorder.record({ domain, source, observations, events: [], pictures: [] });
          expect(result.observations).toEqual(expected);
        }
      }
      await expectStore(domain, model);
    }),
    { numRuns: 60 },
  );

  async function expectStore(domain: string, model: ReadonlyMap<string, ModelSeries>): Promise<void> {
    const latest = await client.hgetall(redisKeys.latest(domain));
    expect(Object.keys(latest).sort()).toEqual([...model.keys()].sort());
    const screen = emptyDomainState(domain);
    for (const [id, fields] of await client.xrange(redisKeys.changes(domain), '-', '+'))
      applyBatch(screen, parseChangeEntry(domain, id, fields));
    for (const [key, series] of model) {
      const reading = parseLatestEntry(latest[key] ?? '');
      const { fact } = series.latest ?? {};
      expect(reading).toMatchObject({
        value: fact?.value,
        source: fact?.source,
        observedAtMs: fact?.observedAtMs,
      });
      expect(screen.readings.get(key as `${string}|${string}`)).toEqual(reading);
      const members = (await client.zrange(redisKeys.history(domain, key), '0', '-1')).map(
        parseHistoryMember,
      );
      const kept = new Map<string, Observation['value'][]>();
      for (const point of members) {
        const at = `${point.source} ${orderOf({ ...point, indicator: '', place: '' } as Fact)}`;
        kept.set(at, [...(kept.get(at) ?? []), point.value]);
      }
      expect(kept).toEqual(new Map([...series.versions].map(([at, { values }]) => [at, values])));
    }
  }
});

it('is the same when every batch is written twice, as after a cut connection', async () => {
  const client = redis().connect();
  await fc.assert(
    fc.asyncProperty(batches, async (sequence) => {
      const [once, twice] = [newDomain(), newDomain()];
      const recorder = new Recorder(client, ZONE);
      for (const batch of sequence) {
        for (const [source, all] of bySource(batch as Fact[])) {
          // Two values of one fact within one batch do undo each other when it is written again.
          const observations = [
            ...new Map(
              all.map((one) => [`${one.indicator} ${one.place} ${one.period ?? one.observedAtMs}`, one]),
            ).values(),
          ];
          const write = (domain: string) =>
            recorder.record({ domain, source, observations, events: [], pictures: [] });
          await write(once);
          await write(twice);
          const again = await write(twice);
          expect(again.changes).toEqual([]);
        }
      }
      const values = async (domain: string) =>
        new Map(
          Object.entries(await client.hgetall(redisKeys.latest(domain))).map(([key, text]) => [
            key,
            parseLatestEntry(text).value,
          ]),
        );
      expect(await values(twice)).toEqual(await values(once));
      for (const series of await client.smembers(redisKeys.historyIndex(once)))
        expect(await client.zcard(redisKeys.history(twice, series))).toBe(
          await client.zcard(redisKeys.history(once, series)),
        );
    }),
    { numRuns: 30 },
  );
});

it('loses and doubles nothing when two collectors write at the same time', async () => {
  const clients = [redis().connect(), redis().connect()];
  const domain = newDomain();
  const recorders = clients.map((client) => new Recorder(client, ZONE));
  const facts = Array.from({ length: 300 }, (_, at) => ({
    indicator: 'cars',
    place: 'p',
    value: at,
    observedAtMs: T0 + at,
  }));
  const results = await Promise.all(
    recorders.flatMap((recorder) =>
      facts.map((fact) =>
        recorder.record({ domain, source: 'a', observations: [fact], events: [], pictures: [] }),
      ),
    ),
  );
  const decisions = results.flatMap((result) => result.observations);
  expect(decisions.filter((decision) => decision === 'repeat')).toHaveLength(facts.length);
  const kept = (
    await (clients[0] as (typeof clients)[0]).zrange(redisKeys.history(domain, 'cars|p'), '0', '-1')
  ).map(parseHistoryMember);
  expect(kept.map((point) => point.value)).toEqual(facts.map((fact) => fact.value));
});
