import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { askRedis } from './ask-redis.ts';
import type { RedisProgram } from './find-redis.ts';
import { isRunning, processIdentity } from './process-identity.ts';
import type { RedisFolder } from './redis-folder.ts';
import { StartError } from './start-error.ts';

/** One run of a Redis server, whether this process spawned it or found it running. */
export type RedisProcess = {
  readonly pid: number;
  /** Resolves with how it ended, such as `SIGKILL` or `exit code 1`. */
  readonly whenExited: Promise<string>;
  signal(signal: NodeJS.Signals): void;
};

/** A port that another program took between our asking and Redis's listening. */
export class PortTakenError extends StartError {}

const READY_POLL_MS = 15;
/** Redis listens before it loads its data, so a healthy one answers within milliseconds. */
const LISTEN_TIMEOUT_MS = 20_000;
const EXIT_POLL_MS = 100;

/**
 * Spawns a server on the folder's configuration. It gets a session of its own: a signal to the
 * terminal's process group must not stop the store before those who still have to write to it.
 */
export function spawnRedis(options: {
  program: RedisProgram;
  folder: RedisFolder;
  port: number;
  extraArgs: readonly string[];
}): RedisProcess {
  const { program, folder, port, extraArgs } = options;
  folder.writeConfig(port);
  const log = folder.openLog();
  try {
    const child = spawn(program.path, [folder.configFile, ...extraArgs], {
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, ...program.env },
    });
    // A program that cannot be run has no pid, which is checked; Node would throw its event besides.
    child.on('error', () => {});
    const pid = child.pid;
    if (pid === undefined)
      throw new StartError(`${program.path} cannot be run; install Redis again, or set REDIS_URL`);
    const identity = processIdentity(pid);
    if (identity) folder.writeRecord({ identity, port });
    const whenExited = once(child, 'exit').then(([code, signal]) => String(signal ?? `exit code ${code}`));
    return { pid, whenExited, signal: (name) => void child.kill(name) };
  } finally {
    closeSync(log);
  }
}

/** A server that an earlier start spawned: no child of ours, so its end is seen by looking. */
export function adoptRedis(pid: number): RedisProcess {
  const identity = processIdentity(pid) ?? '';
  const whenExited = (async () => {
    while (isRunning(identity)) await sleep(EXIT_POLL_MS);
    return 'it no longer runs';
  })();
  return {
    pid,
    whenExited,
    signal: (name) => {
      if (isRunning(identity)) process.kill(pid, name);
    },
  };
}

/**
 * Waits until the server takes commands; loading a long append-only file may take its time.
 * A wait that is `stopping` ends the server instead.
 */
export async function untilReady(
  server: RedisProcess,
  port: number,
  folder: RedisFolder,
  program: RedisProgram,
  stopping?: AbortSignal,
): Promise<void> {
  let exited = false;
  const ended = server.whenExited.then(() => {
    exited = true;
  });
  const deadlineMs = Date.now() + LISTEN_TIMEOUT_MS;
  let hasAnswered = false;
  for (;;) {
    if (stopping?.aborted) server.signal('SIGTERM');
    // A stranger on the port may accept and never answer; the server's own end is known at once.
    const answer = await Promise.race([askRedis({ port, password: folder.password }), ended]);
    if (answer?.pid === server.pid) {
      if (!answer.isLoading) return;
      hasAnswered = true;
    }
    if (exited) throw whyItEnded(folder, program, port);
    if (!hasAnswered && Date.now() > deadlineMs) {
      server.signal('SIGKILL');
      throw new StartError(
        `Redis did not answer on port ${port} within ${LISTEN_TIMEOUT_MS / 1000} s; see ${folder.path}/redis.log`,
      );
    }
    await sleep(READY_POLL_MS);
  }
}

/** Turns what the server wrote before it ended into one line with a cure. */
function whyItEnded(folder: RedisFolder, program: RedisProgram, port: number): StartError {
  const log = folder.readLog();
  if (/Address already in use/i.test(log)) {
    return new PortTakenError(
      `port ${port} on 127.0.0.1, which Redis was to use, is taken; end what uses it, or start again`,
    );
  }
  const appendOnlyFile = /(?:append only file|AOF file) ([^\s:]+\.aof)/i.exec(log)?.[1];
  if (appendOnlyFile) {
    const libraries = program.env['LD_LIBRARY_PATH'];
    const check = `${libraries ? `LD_LIBRARY_PATH=${libraries} ` : ''}${join(dirname(program.path), 'redis-check-aof')}`;
    const file = join(folder.path, 'appendonlydir', appendOnlyFile);
    return new StartError(
      `Redis refuses ${file}, which is damaged; back up ${folder.path}, then cut the file at the damage with \`${check} --fix ${file}\``,
    );
  }
  if (/RDB format version/i.test(log)) {
    return new StartError(
      `the data in ${folder.path} was written by a newer Redis than ${program.version}; start with that one, or set another DATA_DIR`,
    );
  }
  const lastLine = log.trim().split('\n').at(-1)?.trim() || 'it said nothing';
  return new StartError(`Redis ${program.version} does not start on ${folder.path}: ${lastLine}`);
}
