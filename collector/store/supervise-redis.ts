import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisProgram } from './find-redis.ts';
import type { FolderLock } from './folder-lock.ts';
import type { RedisFolder } from './redis-folder.ts';
import { spawnRedis, untilReady, type RedisProcess } from './redis-process.ts';

/** The wall's own Redis: one address for as long as the wall runs, however often the server dies. */
export type RedisServer = {
  /** With the password; for the environment of children, never for argv or a log. */
  readonly url: string;
  readonly port: number;
  /** The pid of the server that runs now; it changes when a dead one is started again. */
  readonly pid: number;
  /** Ends it gracefully, after a bound by force, and frees the folder. */
  stop(options?: { timeoutMs?: number }): Promise<void>;
  /** Sends a signal to the running server; after a deadly one it is started again. */
  kill(signal: NodeJS.Signals): void;
  /** Resolves when `stop` has ended it for good. */
  readonly whenExited: Promise<void>;
};

type Supervision = {
  folder: RedisFolder;
  lock: FolderLock;
  /** A server taken over was started by a program that is looked for only when it has to be. */
  program: () => RedisProgram | Promise<RedisProgram>;
  port: number;
  extraArgs: readonly string[];
  onLine: (line: string) => void;
};

/** The append-only file is flushed on the way out; 10 s is what a slow disk may need. */
const STOP_TIMEOUT_MS = 10_000;
const FIRST_RESTART_MS = 200;
const LONGEST_RESTART_MS = 5_000;
/** A run that lasted this long was healthy: the next restart is quick again. */
const HEALTHY_RUN_MS = 10_000;

/** Starts the server again, on the same port, whenever it ends and `stop` was not called. */
export function superviseRedis(run: Supervision & { first: RedisProcess }): RedisServer {
  const { folder, lock, port, onLine } = run;
  const stopping = new AbortController();
  let current = run.first;
  const supervision = (async () => {
    let delayMs = FIRST_RESTART_MS;
    for (;;) {
      const startedAtMs = Date.now();
      const how = await current.whenExited;
      if (stopping.signal.aborted) return;
      if (Date.now() - startedAtMs >= HEALTHY_RUN_MS) delayMs = FIRST_RESTART_MS;
      onLine(`Redis (process ${current.pid}) ended unexpectedly (${how}); starting it again on port ${port}`);
      delayMs = await spawnAgain(run, delayMs, stopping.signal, (spawned) => {
        current = spawned;
      });
    }
  })();

  const end = async (timeoutMs: number) => {
    stopping.abort();
    // SIGTERM is Redis's own graceful shutdown: it flushes the append-only file and leaves.
    current.signal('SIGTERM');
    const killTimer = setTimeout(() => current.signal('SIGKILL'), timeoutMs);
    await supervision;
    await current.whenExited;
    clearTimeout(killTimer);
    lock.release();
  };
  let ended: Promise<void> | undefined;
  let sayExited = () => {};
  const whenExited = new Promise<void>((resolve) => {
    sayExited = resolve;
  });
  return {
    url: `redis://:${folder.password}@127.0.0.1:${port}`,
    port,
    get pid() {
      return current.pid;
    },
    stop: ({ timeoutMs = STOP_TIMEOUT_MS } = {}) => (ended ??= end(timeoutMs).finally(() => sayExited())),
    kill: (signal) => current.signal(signal),
    whenExited,
  };
}

/**
 * Tries until the server runs or the supervision stops, and gives the delay before the next restart.
 * It never gives up: a full disk gets room, a damaged file gets mended, and the wall then goes on.
 */
async function spawnAgain(
  run: Supervision,
  firstDelayMs: number,
  stopping: AbortSignal,
  onSpawned: (server: RedisProcess) => void,
): Promise<number> {
  let delayMs = firstDelayMs;
  let lastSaid = '';
  while (!stopping.aborted) {
    await sleep(delayMs, undefined, { signal: stopping }).catch(() => {});
    if (stopping.aborted) break;
    delayMs = Math.min(delayMs * 2, LONGEST_RESTART_MS);
    try {
      const program = await run.program();
      const server = spawnRedis({ ...run, program });
      onSpawned(server);
      await untilReady(server, run.port, run.folder, program, stopping);
      sayAppendOnlyLoss(run.folder, run.onLine);
      run.onLine(`Redis runs again (process ${server.pid})`);
      break;
    } catch (error) {
      const line = wordsOf(error, run.folder);
      // The same line every few seconds would bury all others.
      if (line !== lastSaid && !stopping.aborted) run.onLine(line);
      lastSaid = line;
    }
  }
  return delayMs;
}

/** A full disk stops what is written before the start, or Redis itself; an operator needs the folder and the cure. */
function wordsOf(error: unknown, folder: RedisFolder): string {
  const words = error instanceof Error ? error.message : String(error);
  if (!/ENOSPC|No space left on device/i.test(`${words}\n${folder.readLog()}`)) return words;
  return `the disk of ${folder.path} is full and Redis cannot write there; make room, and it goes on by itself`;
}

/** A power cut tears the last write off the append-only file; what is lost is said, never hidden. */
export function sayAppendOnlyLoss(folder: RedisFolder, onLine: (line: string) => void): void {
  if (/short read|truncat/i.test(folder.readLog())) {
    onLine(`the last write to ${folder.path} was cut off and is lost; all before it is loaded`);
  }
}
