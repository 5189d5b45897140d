/**
 * P9a, P9b: points per second through the collector's record, against the plainest writes of the same points.
 * All three keep as many batches under way and write to one Redis with its append-only file on, as production has.
 */
import type { Redis } from 'ioredis';
import type { Observation } from '../../../shared/observation.ts';
import { communeFigureId, communeId, DOMAINS } from '../bench-province.ts';
import { alternate, median, type Benchmark, type GoalResult } from '../measure.ts';
import { startStore, type Store } from '../wall.ts';
import { writeCoalesced, writePerPoint } from '../limits/plain-writes.ts';

/** One poll of a system that reports for a hundred places. */
const POINTS_PER_BATCH = 100;
const BATCHES = 400;
const UNDER_WAY = 8;
/** Each batch of a domain is newer than the last by this. */
const STEP_MS = 5;

type WriteBatch = (domain: string, points: readonly Observation[]) => Promise<unknown>;

export const ingest: Benchmark = {
  ids: ['P9a', 'P9b'],
  async run(): Promise<readonly GoalResult[]> {
    const store = await startStore({ communes: POINTS_PER_BATCH });
    try {
      const redis = store.redis.connect();
      await redis.ping();
      const clock = { ms: Date.now() - 3_600_000 };
      const rate = (write: WriteBatch) => pointsPerSecond(redis, clock, write);
      const record = () => rate((domain, points) => recordPoints(store, domain, points));
      const perPoint = () => rate((domain, points) => writePerPoint(redis, domain, points));
      const coalesced = () => rate((domain, points) => writeCoalesced(redis, domain, points));
      // Scripts are compiled and sockets warmed before anything counts.
      for (const warm of [record, perPoint, coalesced]) await warm();
      const a = await alternate(record, perPoint);
      const b = await alternate(record, coalesced);
      const unit = 'points/s';
      const what = `record() in batches of ${POINTS_PER_BATCH}, history kept, against`;
      return [
        {
          id: 'P9a',
          what: `${what} HSET+XADD+PUBLISH per point, pipelined`,
          unit,
          ours: median(a.ours),
          limit: median(a.limit),
          goal: { ratioAtLeast: 2 },
        },
        {
          id: 'P9b',
          what: `${what} writes coalesced by ${POINTS_PER_BATCH}, no history`,
          unit,
          ours: median(b.ours),
          limit: median(b.limit),
          goal: 'report',
        },
      ];
    } finally {
      await store.stop();
    }
  },
};

function recordPoints({ recorder }: Store, domain: string, observations: readonly Observation[]) {
  const source = `nguon-${domain}`;
  return recorder.record({ domain, source, observations, events: [], pictures: [] });
}

/** Writes {@link BATCHES} batches, {@link UNDER_WAY} at a time, on an emptied store. */
async function pointsPerSecond(redis: Redis, clock: { ms: number }, write: WriteBatch): Promise<number> {
  await redis.flushall();
  let next = 0;
  const startedAtMs = performance.now();
  const writer = async () => {
    while (next < BATCHES) {
      const number = next;
      next += 1;
      clock.ms += STEP_MS;
      const domain = DOMAINS[number % DOMAINS.length] as string;
      await write(domain, pointsOf(domain, number, clock.ms));
    }
  };
  await Promise.all(Array.from({ length: UNDER_WAY }, writer));
  return (BATCHES * POINTS_PER_BATCH * 1_000) / (performance.now() - startedAtMs);
}

function pointsOf(domain: string, number: number, observedAtMs: number): Observation[] {
  return Array.from({ length: POINTS_PER_BATCH }, (_, n) => ({
    indicator: communeFigureId(domain),
    place: communeId(n),
    value: ((number * 7 + n * 13) % 9_990) / 10,
    observedAtMs,
  }));
}
