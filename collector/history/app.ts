/** The historian as a whole: takes the folder, looks its files over, and makes its rounds. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { ProvinceConfig } from '../../shared/config/province-config.ts';
import { spansOfConfig } from '../../shared/history/rollup.ts';
import { redisKeys } from '../../shared/redis-keys.ts';
import { announceConfig, PRESENCE_EVERY_MS } from '../announce-config.ts';
import { repeat } from '../repeat.ts';
import { tryLock, type FolderLock } from '../store/folder-lock.ts';
import { openDuck } from './duck.ts';
import { eachOne } from './each-one.ts';
import { coldKeepingOf } from './expired.ts';
import { Historian, type HistorianStep } from './historian.ts';
import { HistorianMetrics } from './historian-metrics.ts';
import { assertHeld, LockLost } from './lock-held.ts';
import { keepConfig } from './journal/keep-config.ts';
import { Journal } from './journal/journal.ts';

export interface HistorianAppOptions {
  readonly config: ProvinceConfig;
  readonly redis: Redis;
  readonly folder: string;
  readonly log: Logger;
  /** How often what was accepted goes to the files, ms. */
  readonly everyMs: number;
  /** The owner of the folder changed while we slept. */
  readonly onLockLost: () => void;
  readonly onStep?: ((step: HistorianStep) => void) | undefined;
}

export interface RunningHistorian {
  readonly metrics: HistorianMetrics;
  /** Why it is not ready, in one line; undefined: it is. */
  obstacle(): string | undefined;
  /** Ends after the round that is under way. */
  close(): Promise<void>;
}

const LOCK_NAME = 'historian';
const LOCK_RETRY_MS = 500;
/** Rounds that may be missed before it says that it is not ready. */
const MISSED_ROUNDS = 3;

export function startHistorian(options: HistorianAppOptions): RunningHistorian {
  const metrics = new HistorianMetrics();
  const stopping = new AbortController();
  let obstacle: string | undefined = 'it has not made its first round';
  let lastRoundMs = performance.now();
  const presence = {
    processId: `historian-${randomUUID()}`,
    role: 'historian',
    configHash: options.config.hash,
  } as const;
  const announce = async () => announceConfig(options.redis, presence, await nowMs(options.redis));
  announce().catch((err: unknown) => options.log.warn({ err }, 'this historian could not announce itself'));
  const stopAnnouncing = repeat(PRESENCE_EVERY_MS, options.log, announce);
  const running = run({
    ...options,
    metrics,
    stopping: stopping.signal,
    noteRound: (why) => {
      obstacle = why;
      if (why !== undefined) return;
      lastRoundMs = performance.now();
      metrics.lastTurn.setToCurrentTime();
    },
  }).catch((err: unknown) => {
    if (!(err instanceof LockLost)) throw err;
    options.log.error(err.message);
    options.onLockLost();
  });
  return {
    metrics,
    obstacle: () => {
      const sinceMs = performance.now() - lastRoundMs;
      if (obstacle !== undefined || sinceMs < MISSED_ROUNDS * options.everyMs) return obstacle;
      return `its last round ended ${Math.round(sinceMs / 1_000)} s ago`;
    },
    close: async () => {
      stopping.abort();
      stopAnnouncing();
      await running;
      await options.redis.hdel(redisKeys.processes(), presence.processId);
    },
  };
}

type RunOptions = HistorianAppOptions & {
  readonly metrics: HistorianMetrics;
  readonly stopping: AbortSignal;
  /** @param why it failed, or waits; undefined: it went well. */
  readonly noteRound: (why: string | undefined) => void;
};

async function run(options: RunOptions): Promise<void> {
  const { config, redis, folder, log, metrics, stopping, noteRound, everyMs, onStep } = options;
  const lock = await takeFolder(options);
  if (lock === undefined) return;
  const duck = await openDuck(folder);
  try {
    const historian = new Historian({
      redis,
      connection: duck.connection,
      lock,
      folder,
      domains: config.domains.map(({ id }) => id),
      timeZone: config.province.timeZone,
      spansOf: spansOfConfig(config.domains),
      keeping: coldKeepingOf(config.domains),
      metrics,
      log,
      onStep,
    });
    await historian.open(await nowMs(redis));
    keepConfig(folder, config);
    const journal = new Journal({
      redis,
      folder,
      domains: config.domains.map(({ id }) => id),
      config: config.hash,
      keepDays: config.province.journalDays,
      log,
      assertOwner: () => assertHeld(lock),
    });
    log.info({ folder, config: config.hash }, 'keeping history');
    // What screens were told can be kept though what was accepted cannot, and the other way round.
    const parts = { history: historian, journal };
    while (!stopping.aborted) {
      try {
        await eachOne(
          Object.entries(parts),
          ([name]) => name,
          async ([, part]) => part.turn(await nowMs(redis)),
        );
        noteRound(undefined);
      } catch (err) {
        if (err instanceof LockLost) throw err;
        // A full disk, for one: the logs keep what is owed, and the next round tries again.
        const why = err instanceof Error ? err.message : String(err);
        noteRound(`its last round failed: ${why}`);
        log.error({ err }, 'a round failed; what it owes waits in Redis, and the next round tries again');
      }
      await sleep(everyMs, undefined, { signal: stopping }).catch(() => {});
    }
  } finally {
    duck.close();
    lock.release();
  }
}

/** Waits for a historian that has the folder already: it may be ending. Undefined: the end was asked for first. */
async function takeFolder({ folder, log, stopping, noteRound }: RunOptions): Promise<FolderLock | undefined> {
  let isSaid = false;
  while (!stopping.aborted) {
    const attempt = tryLock(folder, LOCK_NAME);
    if (attempt.ok) return attempt.lock;
    const words = `the history folder ${folder} belongs to another historian (process ${attempt.holderPid}); waiting for its end`;
    noteRound(words);
    if (!isSaid) log.warn(words);
    isSaid = true;
    await sleep(LOCK_RETRY_MS, undefined, { signal: stopping }).catch(() => {});
  }
  return undefined;
}

async function nowMs(redis: Redis): Promise<number> {
  const [seconds, micros] = await redis.time();
  return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
}
