/** A wall to be measured: a real Redis as production keeps it, the display server, and the collector's record. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../collector/store/free-port.ts';
import { Recorder } from '../../collector/record.ts';
import type { RecordBatch } from '../../collector/record-batch.ts';
import type { Observation } from '../../shared/observation.ts';
import { SOCKET_PATH } from '../../shared/socket.ts';
import { startTestRedis, type TestRedis } from '../fixtures/redis.ts';
import {
  DOMAINS,
  figureId,
  PROVINCE,
  sourceId,
  TIME_ZONE,
  writeBenchProvince,
  type BenchProvinceOptions,
} from './bench-province.ts';
import { startProgram, type BenchChild, type ProgramOptions } from './child.ts';

const READY_WITHIN_MS = 30_000;
const READY_POLL_MS = 50;

export interface BenchWall {
  readonly redis: TestRedis;
  readonly recorder: Recorder;
  readonly configDir: string;
  readonly display: BenchChild;
  /** Address of the display server. */
  readonly url: string;
  /** Where screens connect. */
  readonly liveUrl: string;
  /** Records figures of one source of the generated province, observed now. */
  observe(domain: string, figures: readonly Figure[]): Promise<void>;
  stop(): Promise<void>;
}

export type Figure = Pick<Observation, 'indicator' | 'place' | 'value'>;

export interface Store {
  readonly redis: TestRedis;
  readonly recorder: Recorder;
  readonly configDir: string;
  observe(domain: string, figures: readonly Figure[]): Promise<void>;
  stop(): Promise<void>;
}

/** The Redis and the configuration folder alone. */
export async function startStore(options: BenchProvinceOptions): Promise<Store> {
  const redis = await startTestRedis({ appendonly: true });
  const configDir = mkdtempSync(join(tmpdir(), 'wall-bench-'));
  writeBenchProvince(configDir, options);
  const recorder = new Recorder(redis.connect(), TIME_ZONE);
  return {
    redis,
    recorder,
    configDir,
    observe: async (domain, figures) => void (await recorder.record(pollBatch(domain, figures))),
    stop: async () => {
      await redis.stop();
      rmSync(configDir, { recursive: true, force: true });
    },
  };
}

/** What a poll that just read these figures hands to `record`. */
export function pollBatch(
  domain: string,
  figures: readonly Figure[],
  source = sourceId(domain),
): RecordBatch {
  const observedAtMs = Date.now();
  return {
    domain,
    source,
    observations: figures.map((figure) => ({ ...figure, observedAtMs })),
    events: [],
    pictures: [],
    report: {
      outcome: 'ok',
      durationMs: 20,
      everySeconds: 1,
      observed: figures.length,
      refused: 0,
      refusals: [],
    },
  };
}

/** Starts a wall of the generated province, each domain observed once. */
export async function startWall(
  options: BenchProvinceOptions,
  program: Pick<ProgramOptions, 'inspect' | 'env'> = {},
): Promise<BenchWall> {
  const store = await startStore(options);
  try {
    for (const domain of DOMAINS)
      await store.observe(domain, [{ indicator: figureId(domain, 0), place: PROVINCE, value: 1 }]);
    const { display, url } = await startDisplay(store.redis.url, store.configDir, program);
    const stop = async () => {
      await display.stop();
      await store.stop();
    };
    return { ...store, display, url, liveUrl: liveUrlOf(url), stop };
  } catch (error) {
    await store.stop();
    throw error;
  }
}

export function liveUrlOf(url: string): string {
  return `${url.replace(/^http/, 'ws')}${SOCKET_PATH}/?EIO=4&transport=websocket`;
}

export async function startDisplay(
  redisUrl: string,
  configDir: string,
  program: Pick<ProgramOptions, 'inspect' | 'env'> = {},
): Promise<{ readonly display: BenchChild; readonly url: string }> {
  const port = await freePort();
  const env = {
    REDIS_URL: redisUrl,
    CONFIG_DIR: configDir,
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_DIR: configDir,
  };
  const display = startProgram('display/server/main.ts', { ...program, env: { ...env, ...program.env } });
  display.process.stdout?.resume();
  const url = `http://127.0.0.1:${port}`;
  const deadlineMs = performance.now() + READY_WITHIN_MS;
  while (!(await isReady(url))) {
    if (display.process.exitCode !== null || performance.now() > deadlineMs) {
      await display.stop();
      throw new Error('the display server did not get ready');
    }
    await sleep(READY_POLL_MS);
  }
  return { display, url };
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    (response) => response.ok,
    () => false,
  );
}

/** The value of a Prometheus metric, labels as written in the exposition, e.g. `wall_encodes_total{event="frame"}`. */
export async function metric(url: string, series: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text.split('\n').find((row) => row.startsWith(`${series} `));
  return line === undefined ? 0 : Number(line.slice(series.length + 1));
}
