import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { parse } from 'yaml';
import { untilWallReady, wallAddress } from './await-ready.ts';
import { buildWebIfStale } from './build-web.ts';
import { assertStoreUsable } from './check-store.ts';
import { webhookDoorOf } from './webhook-door.ts';
import { assertPortFree } from './free-port.ts';
import { makeWritable } from './redis-folder.ts';
import { makeFirstLogin, type FirstLogin } from './first-login.ts';
import { startRedisServer } from './redis-server.ts';
import { removeSimulatedEnv, writeSimulatedEnv, type ProvinceEnv } from './simulated-env.ts';
import { superviseProvince } from './simulated-province.ts';
import { StartError } from './start-error.ts';
import { superviseChild, type ChildOptions } from './supervise.ts';
import type { WallSettings } from './wall-settings.ts';

export type WallCallbacks = {
  onLine: (line: string) => void;
  /**
   * Called once, when `/readyz` is 200, with the simulated systems or nothing for a real province, and with where systems
   * may push to.
   */
  onReady: (simulated: ProvinceEnv, webhookUrl: string | undefined) => void;
  /** Called once in the life of a store, when its first account was made: nobody else ever sees the password. */
  onFirstLogin: (login: FirstLogin) => void;
  /** Asks for the orderly end. */
  stopping: AbortSignal;
  /** Asks for an end at once. */
  killing: AbortSignal;
};

/** Something that runs until the wall ends; ended in the reverse of the order of starting. */
type Part = { stop: () => Promise<void>; kill: () => void };

/** What `npm run collector` and `npm run display` start too, and the province that simulates the upstream systems. */
const ENTRIES = {
  province: 'test/province/main.ts',
  collector: 'collector/main.ts',
  historian: 'collector/history/main.ts',
  display: 'display/server/main.ts',
  firstLogin: 'display/server/cli/first-login.ts',
} as const;
/** The collector finishes and records the polls it has begun. */
const COLLECTOR_STOP_MS = 10_000;
const DISPLAY_STOP_MS = 5_000;
/** What it has begun may be cut short: it goes on from its files. */
const HISTORIAN_STOP_MS = 5_000;
const PROVINCE_STOP_MS = 3_000;
/** After a second Ctrl-C nothing is waited for; Redis alone may still flush what it holds. */
const HARD_REDIS_STOP_MS = 1_000;
const REDIS_CONNECT_TIMEOUT_MS = 5_000;

/** Runs Redis, the simulated province, the display, the historian and the collector until asked to stop, and ends them in order. */
export async function runWall(settings: WallSettings, callbacks: WallCallbacks): Promise<void> {
  const { onLine, stopping, killing } = callbacks;
  const parts: Part[] = [];
  try {
    await assertPortFree(settings.host, settings.port);
    makeWritable(settings.dataDir);
    const redisUrl = await openStore(settings, callbacks, parts);
    await buildWebIfStale({ ...settings, signal: stopping, onLine });
    const line = await runChildren(settings, callbacks, redisUrl, parts);
    if (line !== undefined) throw new StartError(line);
  } catch (error) {
    // What is interrupted by the end that was asked for is no failure.
    if (!stopping.aborted) throw error;
  } finally {
    killing.addEventListener('abort', () => parts.forEach((part) => part.kill()), { once: true });
    for (const part of parts.toReversed()) {
      if (killing.aborted) part.kill();
      await part.stop();
    }
  }
}

async function openStore(settings: WallSettings, callbacks: WallCallbacks, parts: Part[]): Promise<string> {
  const { onLine, stopping } = callbacks;
  if (settings.redisUrl !== undefined) {
    await assertOutsideStore(settings.redisUrl);
    return settings.redisUrl;
  }
  const dataDir = join(settings.dataDir, 'redis');
  const server = await startRedisServer({
    dataDir,
    runtimeDir: settings.runtimeDir,
    onLine,
    signal: stopping,
  });
  const kill = () => {
    setTimeout(() => server.kill('SIGKILL'), HARD_REDIS_STOP_MS).unref();
  };
  parts.push({ stop: () => server.stop(), kill });
  stopping.throwIfAborted();
  return server.url;
}

async function assertOutsideStore(url: string): Promise<void> {
  const redis = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: REDIS_CONNECT_TIMEOUT_MS,
    commandTimeout: REDIS_CONNECT_TIMEOUT_MS,
  });
  let reason = 'no answer';
  redis.on('error', (error: Error) => {
    reason = error.message;
  });
  try {
    await redis.connect().catch(() => {
      throw new StartError(
        `the Redis of REDIS_URL cannot be reached (${reason}); start it, correct the address or password, or leave REDIS_URL unset to have one started`,
      );
    });
    await assertStoreUsable(redis);
  } finally {
    redis.disconnect();
  }
}

/** Resolves when the end is asked for, or with a line when a child does not even start. */
async function runChildren(
  settings: WallSettings,
  callbacks: WallCallbacks,
  redisUrl: string,
  parts: Part[],
): Promise<string | undefined> {
  const { onLine, onReady, onFirstLogin, stopping } = callbacks;
  const childOptions = (name: string, entry: string, more: () => ProvinceEnv): ChildOptions => ({
    name,
    args: ['--import', 'tsx', join(settings.root, entry)],
    cwd: settings.root,
    env: () => childEnv(settings, redisUrl, more()),
    logLevel: settings.logLevel,
    onLine,
  });
  const run = (options: ChildOptions, stopMs: number) => {
    const child = superviseChild(options);
    parts.push({ stop: () => child.stop(stopMs), kill: () => child.kill() });
    return child;
  };

  const simulated = isSimulated(settings.configDir);
  const door = await webhookDoorOf(settings, simulated);
  const province = simulated
    ? superviseProvince(
        childOptions('simulated province', ENTRIES.province, () => ({
          WEBHOOK_URL: door?.url ?? '',
          DISPLAY_URL: wallAddress(settings),
        })),
        (env, hasMoved) => {
          writeSimulatedEnv(settings.dataDir, env);
          if (!hasMoved) return;
          onLine('the simulated province came back at other addresses; starting the collector again');
          collector.restart();
        },
      )
    : undefined;
  if (province)
    parts.push({
      stop: () => province.child.stop(PROVINCE_STOP_MS).finally(() => removeSimulatedEnv(settings.dataDir)),
      kill: () => province.child.kill(),
    });
  await province?.untilListening(stopping);
  const provinceEnv = () => province?.env() ?? {};
  const collectorEnv = () => ({
    ...provinceEnv(),
    ...(door === undefined ? {} : { WEBHOOK_PORT: door.port }),
  });

  const display = run(
    childOptions('display', ENTRIES.display, () => ({})),
    DISPLAY_STOP_MS,
  );
  const collector = run(childOptions('collector', ENTRIES.collector, collectorEnv), COLLECTOR_STOP_MS);
  const historian = run(
    childOptions('historian', ENTRIES.historian, () => ({})),
    HISTORIAN_STOP_MS,
  );
  const { ending, end } = endBesides(stopping);
  void untilWallReady({ ...settings, onLine, stopping: ending }).then((ready) => {
    if (!ready || ending.aborted) return;
    onReady(provinceEnv(), door?.url);
    const making = childOptions('first login', ENTRIES.firstLogin, () => ({}));
    const made = makeFirstLogin(making, ending, onFirstLogin);
    parts.push({ stop: () => made, kill: end });
  });
  const children = [display, historian, collector, ...(province ? [province.child] : [])];
  return Promise.race([untilAborted(stopping), ...children.map((child) => child.whenGivenUp)]).finally(end);
}

/** Also a child that is given up is an end, after which nothing is begun any more. */
function endBesides(stopping: AbortSignal): { ending: AbortSignal; end: () => void } {
  const over = new AbortController();
  return { ending: AbortSignal.any([stopping, over.signal]), end: () => over.abort() };
}

function childEnv(settings: WallSettings, redisUrl: string, more: ProvinceEnv): NodeJS.ProcessEnv {
  return {
    ...settings.env,
    NODE_ENV: 'production',
    LOG_LEVEL: settings.logLevel,
    REDIS_URL: redisUrl,
    CONFIG_DIR: settings.configDir,
    DATA_DIR: settings.dataDir,
    HISTORY_DIR: settings.historyDir,
    HOST: settings.host,
    PORT: String(settings.port),
    ...more,
  };
}

/** The configuration alone says whether its sources point at the simulated province. */
function isSimulated(configDir: string): boolean {
  const file = join(configDir, 'province.yaml');
  try {
    const province = parse(readFileSync(file, 'utf8')) as { simulated?: unknown } | null;
    return province?.simulated === true;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new StartError(`${file} cannot be read (${reason}); set CONFIG_DIR to the folder of a province`);
  }
}

function untilAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
