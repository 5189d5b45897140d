import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { REFUSED_EXIT_CODE } from '../../shared/process-settings.ts';
import { readableLine } from './child-line.ts';

export type ChildOptions = {
  /** How the child is called in lines to the operator. */
  name: string;
  /** Arguments to this Node: the entry file and what it takes. */
  args: readonly string[];
  cwd: string;
  /** Read at every spawn, so that a restart sees what has changed. */
  env: () => NodeJS.ProcessEnv;
  /** The lowest level of the child's log that is shown. */
  logLevel: string;
  onLine: (line: string) => void;
  /** Sees each line of standard output first; true when it was meant for the parent, not for the log. */
  onOutput?: (line: string) => boolean;
};

export type SupervisedChild = {
  readonly name: string;
  readonly pid: number | undefined;
  /** Ends it gracefully and starts it with a fresh environment. */
  restart(): void;
  /** SIGTERM, and after the bound SIGKILL; resolves when the process is gone. */
  stop(timeoutMs: number): Promise<void>;
  /** SIGKILL at once, for good; `stop` still waits until the process is gone. */
  kill(): void;
  /** Resolves, with a line that says why, when the child was given up. */
  readonly whenGivenUp: Promise<string>;
};

const FIRST_RESTART_MS = 200;
const LONGEST_RESTART_MS = 5_000;
const HEALTHY_RUN_MS = 10_000;
/** A child that never ran well is given up after as many failures; one that did is always started again. */
const GIVE_UP_AFTER = 3;
const RESTART_TIMEOUT_MS = 10_000;
/** A pipe that a stray grandchild holds open must not hold up the restart. */
const LAST_LINES_MS = 1_000;

type Run = { child: ChildProcess; whenEnded: Promise<string> };

/** Runs a child until `stop`, starting it again, ever more slowly, whenever it ends by itself. */
export function superviseChild(options: ChildOptions): SupervisedChild {
  const { name, onLine } = options;
  const stopping = new AbortController();
  let run = spawnChild(options);
  let isRestarting = false;
  let sayGivenUp: (line: string) => void = () => {};
  const whenGivenUp = new Promise<string>((resolve) => {
    sayGivenUp = resolve;
  });

  const supervision = (async () => {
    let delayMs = FIRST_RESTART_MS;
    let hasBeenHealthy = false;
    let failures = 0;
    for (;;) {
      const startedAtMs = Date.now();
      const how = await run.whenEnded;
      if (stopping.signal.aborted) return;
      const wasHealthy = isRestarting || Date.now() - startedAtMs >= HEALTHY_RUN_MS;
      hasBeenHealthy ||= wasHealthy;
      if (wasHealthy) delayMs = FIRST_RESTART_MS;
      if (!isRestarting) {
        // Only an end of its own accord tells that the child cannot run; a signal came from outside.
        const { exitCode } = run.child;
        if (exitCode !== null) failures += exitCode === REFUSED_EXIT_CODE ? GIVE_UP_AFTER : 1;
        if (!hasBeenHealthy && failures >= GIVE_UP_AFTER) {
          return sayGivenUp(`the ${name} does not start (${how}); its own lines above say why`);
        }
        onLine(`the ${name} ended unexpectedly (${how}); starting it again`);
        await sleep(delayMs, undefined, { signal: stopping.signal }).catch(() => {});
        if (stopping.signal.aborted) return;
        delayMs = Math.min(delayMs * 2, LONGEST_RESTART_MS);
      }
      isRestarting = false;
      run = spawnChild(options);
    }
  })();

  const end = async (timeoutMs: number) => {
    stopping.abort();
    await endChild(run, timeoutMs);
    await supervision;
  };
  return {
    name,
    get pid() {
      return run.child.pid;
    },
    restart: () => {
      if (isRestarting || stopping.signal.aborted) return;
      isRestarting = true;
      void endChild(run, RESTART_TIMEOUT_MS);
    },
    stop: end,
    kill: () => {
      stopping.abort();
      signalGroup(run.child, 'SIGKILL');
    },
    whenGivenUp,
  };
}

/**
 * A process group of its own keeps the terminal's Ctrl-C away from the child, whose end is ours to
 * order; the IPC channel tells it when we were killed, so that it does not outlive us.
 */
function spawnChild(options: ChildOptions): Run {
  const child = spawn(process.execPath, options.args, {
    cwd: options.cwd,
    env: { ...options.env(), WALL_PARENT: '1' },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  child.on('error', (error) => options.onLine(`the ${options.name} cannot be spawned: ${error.message}`));
  const show = (line: string) => {
    const readable = readableLine(options.name, line, options.logLevel);
    if (readable !== undefined) options.onLine(readable);
  };
  if (child.stdout) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!options.onOutput?.(line)) show(line);
    });
  }
  if (child.stderr) createInterface({ input: child.stderr }).on('line', show);
  return { child, whenEnded: endOf(child) };
}

async function endChild({ child, whenEnded }: Run, timeoutMs: number): Promise<void> {
  child.kill('SIGTERM');
  const killTimer = setTimeout(() => signalGroup(child, 'SIGKILL'), timeoutMs);
  await whenEnded;
  clearTimeout(killTimer);
}

/** How the child ended, once its last lines have been read too. */
async function endOf(child: ChildProcess): Promise<string> {
  const closed = once(child, 'close').catch(() => {});
  await once(child, 'exit').catch(() => {});
  // Whatever the child itself had spawned goes with it.
  signalGroup(child, 'SIGKILL');
  await Promise.race([closed, sleep(LAST_LINES_MS, undefined, { ref: false })]);
  return child.signalCode ?? `exit code ${child.exitCode}`;
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
