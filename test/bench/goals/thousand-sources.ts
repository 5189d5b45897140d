/**
 * P17: a thousand sources of every kind that needs no server of others, at ten seconds each, by the real collector. The
 * upstream that is asked tells the late ticks, the collector's own metrics those that its watchdog missed; in-process
 * timers that read the same answers with bare libraries are measured in the same run.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { groupsOf } from '../../../collector/groups.ts';
import { freePort } from '../../../collector/store/free-port.ts';
import { readConfig } from '../../../config/read-config.ts';
import { startListening, startProgram } from '../child.ts';
import { percentile, type Benchmark, type GoalResult } from '../measure.ts';
import { kindConfig, NEWS } from '../polled-kinds.ts';
import { targetSource } from '../polled-targets.ts';
import { startUpstream, type PolledUpstream } from '../polled-upstream.ts';
import { latenessOf } from '../punctuality.ts';
import { startStore } from '../wall.ts';
import { readPolls, type Polls } from '../collector-metrics.ts';

const TARGETS = 1_000;
const EVERY_MS = 10_000;
const CADENCES = 3;
/** A hundredth of the cadence: no reading on a wall shows it. */
const LATE_MS = 100;
/** Everybody is asked once at the start and once by the schedule; the last ones may still be under way. */
const SETTLED_POLLS = 1.9 * TARGETS;
/** Whoever has not settled by then is measured as it is. */
const SETTLE_WITHIN_MS = 60_000;
/** The timers have no threads to start. */
const TIMERS_SETTLE_MS = 12_000;
/** Less than the watchdog's own half second, so that none of its looks is overlooked. */
const LOOK_MS = 400;

const NONE: Polls = { ok: 0, failed: 0, refused: 0, missing: 0 };

interface Turn {
  /** Of every poll that was due, ms. */
  readonly latenessMs: readonly number[];
  /** Sources that the watchdog found without a tick, at the worst moment. */
  readonly missing: number;
  readonly polls: Polls;
}

export const thousandSources: Benchmark = {
  ids: ['P17a', 'P17b', 'P17c'],
  async run(): Promise<readonly GoalResult[]> {
    const upstream = await startUpstream(TARGETS);
    try {
      const limit = await timersTurn(upstream);
      const { latenessMs, missing, polls } = await collectorTurn(upstream);
      const late = (all: readonly number[]) => all.filter((ms) => ms > LATE_MS).length;
      const worstMs = (all: readonly number[]) => Math.round(Math.max(...all));
      const of = `${latenessMs.length} ticks of ${TARGETS} sources at ${EVERY_MS / 1_000} s`;
      const broken = brokenBy(polls, latenessMs.length);
      return [
        {
          id: 'P17a',
          what: `of ${of}, asked more than ${LATE_MS} ms after due; worst ${worstMs(latenessMs)} ms, of timers ${worstMs(limit)} ms`,
          unit: 'late',
          ours: late(latenessMs),
          limit: late(limit),
          goal: { atMost: 0 },
          broken,
        },
        {
          id: 'P17b',
          what: `of ${of}, missing by the collector's own watchdog at any moment`,
          unit: 'missing',
          ours: missing,
          goal: { atMost: 0 },
          broken,
        },
        {
          id: 'P17c',
          what: `of ${of}, due to asked, p99, against in-process timers`,
          unit: 'ms',
          ours: percentile(latenessMs, 0.99),
          limit: percentile(limit, 0.99),
          goal: { atMost: 30 },
          broken,
        },
      ];
    } finally {
      await upstream.stop();
    }
  },
};

/** A tick whose poll failed, or recorded nothing, would be punctual and worth nothing. */
function brokenBy({ ok, failed, refused }: Polls, due: number): string | undefined {
  if (failed > 0) return `${failed} polls failed`;
  if (refused > 0) return `${refused} readings were refused`;
  return ok < due ? `only ${ok} of ${due} polls were recorded` : undefined;
}

async function collectorTurn(upstream: PolledUpstream): Promise<Turn> {
  const sources = Array.from({ length: TARGETS }, (_, n) =>
    kindConfig(n, upstream, { everySeconds: EVERY_MS / 1_000 }),
  );
  const store = await startStore({ communes: TARGETS, sources, eventKinds: [NEWS] });
  const port = await freePort();
  const env = { REDIS_URL: store.redis.url, CONFIG_DIR: store.configDir, COLLECTOR_PORT: String(port) };
  const collector = startProgram('collector/main.ts', { env, ipc: true });
  collector.process.stdout?.resume();
  try {
    const { sources: read } = await readConfig(store.configDir);
    const offsets = new Map(
      groupsOf(read).flatMap((group) => group.sources.map(({ id }) => [id, group.offsetMs] as const)),
    );
    const url = `http://127.0.0.1:${port}`;
    const before = await untilSettled(url);
    const look = { missing: 0, polls: before };
    const latenessMs = await measure(
      upstream,
      (target) => offsets.get(targetSource(target)) ?? 0,
      async () => {
        look.polls = await readPolls(url);
        look.missing = Math.max(look.missing, look.polls.missing);
      },
    );
    const since = (key: 'ok' | 'failed' | 'refused') => look.polls[key] - before[key];
    const polls = { ok: since('ok'), failed: since('failed'), refused: since('refused'), missing: 0 };
    return { latenessMs, missing: look.missing, polls };
  } finally {
    await collector.stop();
    await store.stop();
  }
}

async function untilSettled(url: string): Promise<Polls> {
  const deadlineMs = performance.now() + SETTLE_WITHIN_MS;
  for (;;) {
    // It listens when it has read its configuration.
    const polls = await readPolls(url).catch(() => NONE);
    if (polls.ok >= SETTLED_POLLS || performance.now() > deadlineMs) return polls;
    await sleep(LOOK_MS);
  }
}

async function timersTurn(upstream: PolledUpstream): Promise<readonly number[]> {
  const store = await startStore({ communes: TARGETS, eventKinds: [NEWS] });
  const args = [store.redis.url, upstream.http, upstream.rtsp, TARGETS, EVERY_MS];
  const { child } = await startListening('test/bench/limits/timer-kinds.ts', args);
  try {
    await sleep(TIMERS_SETTLE_MS);
    return await measure(
      upstream,
      (target) => Math.floor((target * EVERY_MS) / TARGETS),
      async () => {},
    );
  } finally {
    await child.stop();
    await store.stop();
  }
}

/** @param look is taken again and again meanwhile, and once at the end. */
async function measure(
  upstream: PolledUpstream,
  offsetMs: (target: number) => number,
  look: () => Promise<void>,
): Promise<readonly number[]> {
  await upstream.askedSince();
  const fromMs = Date.now() + LATE_MS;
  const toMs = fromMs + CADENCES * EVERY_MS;
  for (const endMs = toMs + 2 * LATE_MS; Date.now() < endMs; await sleep(LOOK_MS)) await look();
  const asked = await upstream.askedSince();
  await look();
  return latenessOf(asked, { targets: TARGETS, everyMs: EVERY_MS, offsetMs, fromMs, toMs });
}
