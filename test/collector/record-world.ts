/** One domain of a real store, and the questions that tests of the record ask of it. */
import type { Redis } from 'ioredis';
import { Recorder, type RecordRule } from '../../collector/record.ts';
import type { PollReport, RecordBatch } from '../../collector/record-batch.ts';
import { parseChangeEntry } from '../../shared/change-entry.ts';
import { parseHistoryMember, parseLatestEntry } from '../../shared/latest-entry.ts';
import type { Observation } from '../../shared/observation.ts';
import { redisKeys } from '../../shared/redis-keys.ts';
import type { SourceHealth } from '../../shared/source-health.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
export const T = Date.now() - 3_600_000;
export const OK: PollReport = {
  outcome: 'ok',
  durationMs: 12.4,
  everySeconds: 10,
  observed: 0,
  refused: 0,
  refusals: [],
};

let domains = 0;
/** A domain of its own per test: the store is shared. */
export function makeWorld(client: Redis, trust?: RecordRule) {
  const domain = `domain-${(domains += 1)}`;
  const rules = trust === undefined ? [] : [['xe-ton', { indicator: trust }] as const];
  const recorder = new Recorder(client, ZONE, new Map(rules));
  const batch = (part: Partial<RecordBatch>): RecordBatch => ({
    domain,
    source: 'a',
    observations: [],
    events: [],
    pictures: [],
    report: OK,
    ...part,
  });
  const record = (part: Partial<RecordBatch>) => recorder.record(batch(part));
  const latest = async (indicator: string, place: string) => {
    const text = await client.hget(redisKeys.latest(domain), `${indicator}|${place}`);
    return text === null ? undefined : parseLatestEntry(text);
  };
  const history = async (indicator: string, place: string) =>
    (await client.zrange(redisKeys.history(domain, `${indicator}|${place}`), '0', '-1')).map(
      parseHistoryMember,
    );
  /** What other sources than the shown one say, by source. */
  const others = async (indicator: string, place: string) => {
    const entries = Object.entries(await client.hgetall(redisKeys.others(domain)));
    const own = entries.filter(([field]) => field.startsWith(`${indicator}|${place} `));
    return new Map(own.map(([field, text]) => [field.split(' ')[1] ?? '', parseLatestEntry(text)]));
  };
  const changes = async () =>
    (await client.xrange(redisKeys.changes(domain), '-', '+')).map(([id, fields]) =>
      parseChangeEntry(domain, id, fields),
    );
  const health = async (source = 'a') =>
    JSON.parse((await client.hget(redisKeys.health(domain), source)) ?? 'null') as SourceHealth;
  return { client, domain, recorder, record, latest, others, history, changes, health };
}

export const of = (
  atMs: number,
  value: Observation['value'],
  more: Partial<Observation> = {},
): Observation => ({
  indicator: 'xe-ton',
  place: 'huu-nghi',
  observedAtMs: atMs,
  value,
  ...more,
});
export const month = (period: string, value: number, observedAtMs = T): Observation =>
  of(observedAtMs, value, { period });
