import { setTimeout as sleep } from 'node:timers/promises';
import { askRedis } from './ask-redis.ts';
import { findRedis, type RedisProgram } from './find-redis.ts';
import { tryLock, type FolderLock } from './folder-lock.ts';
import { freePort } from './free-port.ts';
import { isRunning } from './process-identity.ts';
import { makeWritable, openRedisFolder, type RedisFolder } from './redis-folder.ts';
import { adoptRedis, PortTakenError, spawnRedis, untilReady, type RedisProcess } from './redis-process.ts';
import { StartError } from './start-error.ts';
import { sayAppendOnlyLoss, superviseRedis, type RedisServer } from './supervise-redis.ts';

export type RedisServerOptions = {
  /** The server's own folder: data, password, lock. One live start at a time. */
  dataDir: string;
  /** Where a fetched Redis is kept. */
  runtimeDir: string;
  /** Default: a free one. A server taken over keeps the port it has. */
  port?: number;
  /** Further server arguments, such as `['--maxclients', '20000']`. */
  extraArgs?: readonly string[];
  /** Told, in one line each, what an operator should know. */
  onLine?: (line: string) => void;
  /** Gives up a start that is under way: a fetch, or the loading of a long append-only file. */
  signal?: AbortSignal | undefined;
};

const PORT_ATTEMPTS = 5;
const ORPHAN_TIMEOUT_MS = 10_000;
const ORPHAN_POLL_MS = 50;

/** Starts, or takes over from a start that was killed, the one Redis of a data folder. */
export async function startRedisServer(options: RedisServerOptions): Promise<RedisServer> {
  const onLine = options.onLine ?? (() => {});
  const extraArgs = options.extraArgs ?? [];
  const path = makeWritable(options.dataDir);
  const lock = lockFolder(path);
  try {
    const folder = openRedisFolder(path);
    const orphan = await findOrphan(folder, options.signal);
    if (orphan) {
      onLine(`taking over Redis (process ${orphan.pid}, port ${orphan.port}) from a start that was killed`);
      const program = () => findRedis({ runtimeDir: options.runtimeDir, onLine });
      return superviseRedis({
        folder,
        lock,
        program,
        port: orphan.port,
        extraArgs,
        onLine,
        first: adoptRedis(orphan.pid),
      });
    }
    const found = await findRedis({ runtimeDir: options.runtimeDir, onLine, signal: options.signal });
    const { port, server } = await spawnOnFreePort(found, folder, options);
    sayAppendOnlyLoss(folder, onLine);
    return superviseRedis({ folder, lock, program: () => found, port, extraArgs, onLine, first: server });
  } catch (error) {
    lock.release();
    throw error;
  }
}

function lockFolder(path: string): FolderLock {
  const attempt = tryLock(path, 'start.lock');
  if (attempt.ok) return attempt.lock;
  throw new StartError(
    `the data folder ${path} is in use by another start (process ${attempt.holderPid}); stop that one, or set another DATA_DIR`,
  );
}

/** The Redis that a killed start left running on this folder, known by its password and configuration. */
async function findOrphan(
  folder: RedisFolder,
  signal: AbortSignal | undefined,
): Promise<{ pid: number; port: number } | undefined> {
  const record = folder.readRecord();
  if (!record) return undefined;
  const deadlineMs = Date.now() + ORPHAN_TIMEOUT_MS;
  for (;;) {
    const answer = await askRedis({ port: record.port, password: folder.password });
    if (answer?.configFile === folder.configFile && !answer.isLoading)
      return { pid: answer.pid, port: record.port };
    if (!answer && !isRunning(record.identity)) return undefined;
    if (!answer && Date.now() > deadlineMs) {
      const pid = Number.parseInt(record.identity, 10);
      throw new StartError(
        `the Redis of an earlier start on ${folder.path} runs but does not answer; end it with \`kill -9 ${pid}\` and start again`,
      );
    }
    await sleep(ORPHAN_POLL_MS, undefined, signal ? { signal } : {});
  }
}

async function spawnOnFreePort(
  program: RedisProgram,
  folder: RedisFolder,
  options: RedisServerOptions,
): Promise<{ port: number; server: RedisProcess }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    const server = spawnRedis({ program, folder, port, extraArgs: options.extraArgs ?? [] });
    try {
      await untilReady(server, port, folder, program, options.signal);
      return { port, server };
    } catch (error) {
      if (!(error instanceof PortTakenError) || options.port !== undefined || attempt === PORT_ATTEMPTS)
        throw error;
    }
  }
}
