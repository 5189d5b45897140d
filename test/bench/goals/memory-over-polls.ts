/**
 * P18: what ten thousand polls leave behind in the collector, its threads included, and in the number of Redis keys:
 * sources of every kind that needs no server of others, asked faster than any province asks. The line through several
 * looks is taken, each after the garbage of every thread was collected; flat is what grows by less than the looks
 * themselves differ.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../collector/store/free-port.ts';
import { startProgram } from '../child.ts';
import { readPolls, type Polls } from '../collector-metrics.ts';
import { heldByThreads, inspectorOf, type HeldByThreads } from '../heap.ts';
import { slope, type Benchmark, type GoalResult } from '../measure.ts';
import { kindConfig, NEWS } from '../polled-kinds.ts';
import { startUpstream } from '../polled-upstream.ts';
import { startStore } from '../wall.ts';

const TARGETS = 200;
const EVERY_SECONDS = 1;
/** Code is compiled, buffers and heaps find their size: lanes did so until fifteen thousand, and then stood for 45,000. */
const WARM_POLLS = 16_000;
const POLLS = 10_000;
const LOOKS = 6;
const PROGRESS_LOOK_MS = 250;
/** Far more than the polls need on a calm machine. */
const GIVE_UP_MS = 300_000;
/** What is not distinguishable from flat: this share of what was there, or this much. */
const FLAT_SHARE = 0.02;
const FLAT_MB = 3;
const FLAT_KEYS = 5;
const MB = 1_000_000;

interface Look extends HeldByThreads {
  readonly polls: number;
  readonly failed: number;
  readonly keys: number;
}

export const memoryOverPolls: Benchmark = {
  ids: ['P18a', 'P18b', 'P18c'],
  async run(): Promise<readonly GoalResult[]> {
    const looks = await takeLooks();
    const last = looks.at(-1);
    const polls = (last?.polls ?? 0) - (looks[0]?.polls ?? 0);
    const threads = new Set(looks.map((look) => look.threads));
    const broken = brokenBy(threads, last);
    const grown = (key: 'held' | 'rss' | 'keys', unit: number) => ({
      ours: slope(looks.map((look) => [look.polls, look[key] / unit])) * POLLS,
      from: (looks[0]?.[key] ?? Number.NaN) / unit,
    });
    const memory = (id: string, key: 'held' | 'rss', words: string): GoalResult => {
      const { ours, from } = grown(key, MB);
      const flat = Math.max(FLAT_MB, Math.round(from * FLAT_SHARE));
      const what = `${words} of ${last?.threads} threads over ${polls} polls, of ${Math.round(from)} MB; scaled to ${POLLS}`;
      return { id, what, unit: 'MB', ours, goal: { atMost: flat }, broken };
    };
    const keys = grown('keys', 1);
    return [
      memory('P18a', 'held', 'growth of the held heap'),
      memory('P18b', 'rss', 'growth of resident memory'),
      {
        id: 'P18c',
        what: `growth of the ${Math.round(keys.from)} keys in Redis over ${polls} polls`,
        unit: 'keys',
        ours: keys.ours,
        goal: { atMost: Math.max(FLAT_KEYS, Math.round(keys.from * FLAT_SHARE)) },
      },
    ];
  },
};

async function takeLooks(): Promise<readonly Look[]> {
  const upstream = await startUpstream(TARGETS);
  const sources = Array.from({ length: TARGETS }, (_, n) =>
    kindConfig(n, upstream, { everySeconds: EVERY_SECONDS }),
  );
  const store = await startStore({ communes: TARGETS, sources, eventKinds: [NEWS] });
  const port = await freePort();
  const env = { REDIS_URL: store.redis.url, CONFIG_DIR: store.configDir, COLLECTOR_PORT: String(port) };
  const collector = startProgram('collector/main.ts', { env, ipc: true, inspect: true });
  collector.process.stdout?.resume();
  const redis = store.redis.connect();
  try {
    const inspector = await inspectorOf(collector);
    const deadlineMs = performance.now() + GIVE_UP_MS;
    const looks: Look[] = [];
    for (let turn = 0; turn < LOOKS; turn += 1) {
      const wanted = WARM_POLLS + (turn * POLLS) / (LOOKS - 1);
      const { ok, failed } = await untilPolled(`http://127.0.0.1:${port}`, wanted, deadlineMs);
      const held = await heldByThreads(inspector);
      looks.push({ ...held, polls: ok, failed, keys: await redis.dbsize() });
    }
    return looks;
  } finally {
    await collector.stop();
    await store.stop();
    await upstream.stop();
  }
}

/** A failed poll leaves less behind than a good one, and a new thread more. */
function brokenBy(threads: ReadonlySet<number>, last: Look | undefined): string | undefined {
  if (threads.size > 1) return `threads came or went: ${[...threads].join(', ')}`;
  const { polls = 0, failed = 0 } = last ?? {};
  return failed > polls * FLAT_SHARE ? `${failed} polls failed beside ${polls} good ones` : undefined;
}

/** @throws when it takes too long. */
async function untilPolled(url: string, wanted: number, deadlineMs: number): Promise<Polls> {
  for (;;) {
    const polls = await readPolls(url).catch(() => undefined);
    if (polls !== undefined && polls.ok >= wanted) return polls;
    if (performance.now() > deadlineMs) throw new Error(`only ${polls?.ok} of ${wanted} polls in time`);
    await sleep(PROGRESS_LOOK_MS);
  }
}
