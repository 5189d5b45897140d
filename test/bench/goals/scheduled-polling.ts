/**
 * P7, P8: a thousand polls a second by the collector's own schedule, seen by the upstream that is polled, against one
 * timer per target in one process. Both map and record the same; CPU counts the Redis of each.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { groupsOf } from '../../../collector/groups.ts';
import { readConfig } from '../../../config/read-config.ts';
import { startListening, startProgram, type BenchChild } from '../child.ts';
import { alternate, cpuSeconds, median, percentile, type Benchmark, type GoalResult } from '../measure.ts';
import { targetConfig, targetSource } from '../polled-targets.ts';
import { startUpstream, type PolledUpstream } from '../polled-upstream.ts';
import { startStore, type Store } from '../wall.ts';

const TARGETS = 1_000;
const EVERY_MS = 1_000;
/** Threads are started, code is compiled; then nearly every target is asked as often as it should be. */
const STEADY_SHARE = 0.98;
const STEADY_LOOK_MS = 2_000;
/** Whoever is not steady by then is measured as it is. */
const STEADY_WITHIN_MS = 30_000;
/**
 * Then both go on for this long unmeasured: a program that runs for months compiles most of its code in its first
 * moments, and ours does so in each of its threads.
 */
const SETTLE_MS = 10_000;
const MEASURE_MS = 8_000;
/** A clock read in another process may say a moment before the due one. */
const EARLY_MS = 50;

interface Turn {
  readonly p99Ms: number;
  /** CPU seconds of the poller and its Redis per thousand polls. */
  readonly cpuPerThousand: number;
  readonly pollsPerSecond: number;
}

export const scheduledPolling: Benchmark = {
  ids: ['P7', 'P8'],
  async run(): Promise<readonly GoalResult[]> {
    const upstream = await startUpstream(TARGETS);
    try {
      const turns = await alternate(
        () => collectorTurn(upstream),
        () => timersTurn(upstream),
      );
      const of = (key: keyof Turn) => ({
        ours: median(turns.ours.map((turn) => turn[key])),
        limit: median(turns.limit.map((turn) => turn[key])),
      });
      const polls = Math.round(of('pollsPerSecond').ours);
      const broken = polls < 0.99 * TARGETS ? `only ${polls} polls/s` : undefined;
      return [
        {
          id: 'P7',
          what: `due to asked, p99, ${polls} polls/s of ${TARGETS} targets`,
          unit: 'ms',
          ...of('p99Ms'),
          goal: { atMost: 30 },
          broken,
        },
        {
          id: 'P8',
          what: 'CPU per thousand polls, Redis included, against in-process timers',
          unit: 's',
          ...of('cpuPerThousand'),
          goal: { ratioAtMost: 2 },
          broken,
        },
      ];
    } finally {
      await upstream.stop();
    }
  },
};

async function collectorTurn(upstream: PolledUpstream): Promise<Turn> {
  const sources = Array.from({ length: TARGETS }, (_, n) => targetConfig(n, upstream.http, EVERY_MS / 1_000));
  const store = await startStore({ communes: TARGETS, sources });
  const env = { REDIS_URL: store.redis.url, CONFIG_DIR: store.configDir };
  const collector = startProgram('collector/main.ts', { env, ipc: true });
  collector.process.stdout?.resume();
  try {
    const { sources: read } = await readConfig(store.configDir);
    const offsets = new Map(
      groupsOf(read).flatMap((group) => group.sources.map(({ id }) => [id, group.offsetMs] as const)),
    );
    return await measureTurn(store, collector, upstream, (target) => offsets.get(targetSource(target)) ?? 0);
  } finally {
    await collector.stop();
    await store.stop();
  }
}

async function timersTurn(upstream: PolledUpstream): Promise<Turn> {
  const store = await startStore({ communes: TARGETS });
  const args = [store.redis.url, upstream.http, TARGETS, EVERY_MS];
  const { child } = await startListening('test/bench/limits/timer-polls.ts', args);
  try {
    return await measureTurn(store, child, upstream, (target) => Math.floor((target * EVERY_MS) / TARGETS));
  } finally {
    await child.stop();
    await store.stop();
  }
}

/** @param offsetMs when in the cadence a target is due. */
async function measureTurn(
  { redis }: Store,
  poller: BenchChild,
  upstream: PolledUpstream,
  offsetMs: (target: number) => number,
): Promise<Turn> {
  const cpu = () => cpuSeconds(poller.pid) + cpuSeconds(redis.pid());
  await untilSteady(upstream);
  await sleep(SETTLE_MS);
  await upstream.askedSince();
  const before = cpu();
  await sleep(MEASURE_MS);
  const asked = await upstream.askedSince();
  const latenessMs = asked.map(([target, atMs]) => {
    const sinceDueMs = atMs - offsetMs(target) + EARLY_MS;
    return Math.max(0, (sinceDueMs % EVERY_MS) - EARLY_MS);
  });
  return {
    p99Ms: percentile(latenessMs, 0.99),
    cpuPerThousand: ((cpu() - before) * 1_000) / asked.length,
    pollsPerSecond: (asked.length * 1_000) / MEASURE_MS,
  };
}

/** Two looks in a row must be steady: in the first one the targets may still be catching up. */
async function untilSteady(upstream: PolledUpstream): Promise<void> {
  const wanted = (STEADY_SHARE * TARGETS * STEADY_LOOK_MS) / EVERY_MS;
  const deadlineMs = performance.now() + STEADY_WITHIN_MS;
  for (let steady = 0; steady < 2 && performance.now() < deadlineMs;) {
    await sleep(STEADY_LOOK_MS);
    steady = (await upstream.askedSince()).length >= wanted ? steady + 1 : 0;
  }
}
