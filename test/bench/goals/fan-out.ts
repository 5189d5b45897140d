/**
 * P1, P2, P3: one poll's changes to a thousand screens, ten times a second, from the collector's record through Redis
 * and the display server, against a `ws` server that sends a text of the same size.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { BEAT_EVERY_MS, PING_INTERVAL_MS } from '../../../shared/socket.ts';
import { communeFigureId, communeId, DOMAINS } from '../bench-province.ts';
import { startClients, startListening, type BenchChild } from '../child.ts';
import type { ClientsOptions } from '../light-clients.ts';
import { alternate, cpuSeconds, median, percentile, type Benchmark, type GoalResult } from '../measure.ts';
import { whileRepeating } from '../repeating.ts';
import { metric, startWall, type BenchWall } from '../wall.ts';

const CLIENTS = 1_000;
const FRAMES_PER_SECOND = 10;
const FRAME_BYTES = 2_000;
/** Changed values of one poll that make a frame of {@link FRAME_BYTES}. */
const CHANGED = 101;
const SETTLE_MS = 1_000;
/** As long as the time between a screen's reports. */
const IDLE_MS = 5_000;
const MEASURE_MS = 6_000;

const DOMAIN = DOMAINS[0] as string;

interface Turn {
  readonly perCpuSecond: number;
  readonly p99Ms: number;
  /** CPU seconds a second with the clients connected and nothing to send: beats, pings, and reports of screens. */
  readonly idle: number;
  readonly busy: number;
}

export const fanOut: Benchmark = {
  ids: ['P1', 'P2', 'P3'],
  async run(): Promise<readonly GoalResult[]> {
    const wall = await startWall({ communes: CHANGED });
    const plain = await startListening('test/bench/limits/ws-broadcast.ts', [FRAME_BYTES, FRAMES_PER_SECOND]);
    try {
      const clients = { count: CLIENTS, speak: 'socket.io', url: wall.liveUrl, domains: DOMAINS } as const;
      const raw = { count: CLIENTS, speak: 'raw', url: `ws://127.0.0.1:${plain.port}` } as const;
      const before = await counted(wall);
      const turns = await alternate(
        () => measureTurn(wall.display, clients, (work) => feeding(wall, work)),
        () => measureTurn(plain.child, raw, (work) => told(plain.child, work)),
      );
      return results(turns, before, await counted(wall));
    } finally {
      await plain.child.stop();
      await wall.stop();
    }
  },
};

type Counted = Awaited<ReturnType<typeof counted>>;

function results(
  turns: { readonly ours: Turn[]; readonly limit: Turn[] },
  before: Counted,
  after: Counted,
): readonly GoalResult[] {
  const frames = after.frames - before.frames;
  const encodes = after.encodes - before.encodes;
  const of = (key: keyof Turn) => ({
    ours: median(turns.ours.map((turn) => turn[key])),
    limit: median(turns.limit.map((turn) => turn[key])),
  });
  const load = `${CLIENTS} clients, ${FRAMES_PER_SECOND} frames/s of ${Math.round((after.bytes - before.bytes) / encodes)} B`;
  const idleShare = Math.round((100 * of('idle').ours) / of('busy').ours);
  return [
    {
      id: 'P1',
      what: `${load}; the same links idle cost ${idleShare} % of that (a beat each ${BEAT_EVERY_MS} ms, a ping each ${PING_INTERVAL_MS}, reports)`,
      unit: 'deliveries per CPU-second',
      ...of('perCpuSecond'),
      goal: { ratioAtLeast: 0.6 },
    },
    {
      id: 'P2',
      what: `encodes per frame and room, counted over ${frames} frames`,
      unit: 'encodes',
      ours: encodes / frames,
      limit: 1,
      goal: { atMost: 1 },
    },
    {
      id: 'P3',
      what: `sent to received, p99, ${load}`,
      unit: 'ms',
      ...of('p99Ms'),
      goal: { ratioAtMost: 2 },
    },
  ];
}

async function counted({ url }: BenchWall) {
  return {
    frames: await metric(url, `wall_frames_total{domain="${DOMAIN}"}`),
    encodes: await metric(url, 'wall_encodes_total{event="frame"}'),
    bytes: await metric(url, 'wall_encoded_bytes_total{event="frame"}'),
  };
}

type Sending = <Value>(work: () => Promise<Value>) => Promise<Value>;

/** Records a poll that changed {@link CHANGED} values, as often as frames are wanted, while the work lasts. */
function feeding<Value>(wall: BenchWall, work: () => Promise<Value>): Promise<Value> {
  const poll = (number: number) =>
    wall.observe(
      DOMAIN,
      Array.from({ length: CHANGED }, (_, n) => ({
        indicator: communeFigureId(DOMAIN),
        place: communeId(n),
        value: 100 + ((number * 17 + n * 31) % 8_999) / 10,
      })),
    );
  return whileRepeating(1_000 / FRAMES_PER_SECOND, poll, work);
}

/** The limit's program sends while it is told to. */
async function told<Value>({ process: server }: BenchChild, work: () => Promise<Value>): Promise<Value> {
  server.send('start');
  try {
    return await work();
  } finally {
    server.send('stop');
  }
}

/** Connects a thousand clients, and measures the server idle and while it sends. */
async function measureTurn(server: BenchChild, options: ClientsOptions, sending: Sending): Promise<Turn> {
  const clients = startClients();
  const cpuDuring = async (spanMs: number) => {
    const before = cpuSeconds(server.pid);
    await sleep(spanMs);
    return ((cpuSeconds(server.pid) - before) * 1_000) / spanMs;
  };
  try {
    await clients.open(options);
    await sleep(SETTLE_MS);
    const idle = options.speak === 'raw' ? 0 : await cpuDuring(IDLE_MS);
    return await sending(async () => {
      await sleep(SETTLE_MS);
      await clients.report();
      const busy = await cpuDuring(MEASURE_MS);
      const { open, deliveries, latenciesMs } = await clients.report();
      if (open !== CLIENTS) throw new Error(`${open} of ${CLIENTS} clients are still connected`);
      const perCpuSecond = (deliveries * 1_000) / MEASURE_MS / busy;
      return { perCpuSecond, p99Ms: percentile(latenciesMs, 0.99), idle, busy };
    });
  } finally {
    await clients.stop();
  }
}
