/** Starting the programs that a benchmark measures, each a process of its own, and ending them. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ClientsOptions, ClientsReport } from './light-clients.ts';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** The collector may take this long to drain; whoever takes longer is killed. */
const STOP_MS = 12_000;

export interface BenchChild {
  readonly pid: number;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

export interface ProgramOptions {
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly ipc?: boolean;
  /** Opens Node's inspector, whose address the program then says on standard error. */
  readonly inspect?: boolean;
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Runs a TypeScript program of the tree, by its path from the root. Its standard error is ours. */
export function startProgram(path: string, options: ProgramOptions = {}): BenchChild {
  const { args = [], env, ipc = false, inspect = false } = options;
  const nodeArgs = [...(inspect ? ['--inspect=127.0.0.1:0'] : []), '--import', 'tsx'];
  const child = spawn(process.execPath, [...nodeArgs, `${ROOT}${path}`, ...args], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'production', LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', inspect ? 'pipe' : 'inherit', ...(ipc ? (['ipc'] as const) : [])],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return { pid: child.pid as number, process: child, stop: () => endChild(child) };
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await gone;
  clearTimeout(timer);
}

/** The first line a program prints that is JSON with the field; programs say there where they listen. */
export async function announced<Said>(child: BenchChild, field: keyof Said & string): Promise<Said> {
  const lines = createInterface({ input: child.process.stdout as NodeJS.ReadableStream });
  for await (const line of lines) {
    if (!line.startsWith('{')) continue;
    const said = JSON.parse(line) as Record<string, unknown>;
    if (said[field] === undefined) continue;
    // Whatever else it prints must not fill the pipe.
    child.process.stdout?.resume();
    return said as Said;
  }
  throw new Error(`a program of the benchmark ended before it said its ${field}`);
}

/** Starts a limit's program that says the port it listens on, and takes orders by IPC. */
export async function startListening(
  path: string,
  args: readonly (string | number)[] = [],
  options: Omit<ProgramOptions, 'args' | 'ipc'> = {},
): Promise<{ readonly child: BenchChild; readonly port: number }> {
  const child = startProgram(path, { ...options, ipc: true, args: args.map(String) });
  const { port } = await announced<{ port: number }>(child, 'port');
  return { child, port };
}

export interface LightClients {
  open(options: ClientsOptions): Promise<void>;
  /** What came since the last report. */
  report(): Promise<ClientsReport>;
  stop(): Promise<void>;
}

export function startClients(): LightClients {
  const child = startProgram('test/bench/light-clients.ts', { ipc: true });
  child.process.stdout?.resume();
  const ask = async (message: object): Promise<ClientsReport> => {
    const answer = once(child.process, 'message') as Promise<[ClientsReport]>;
    const ended = once(child.process, 'exit').then(() => {
      throw new Error('the light clients ended');
    });
    child.process.send(message);
    return (await Promise.race([answer, ended]))[0];
  };
  return {
    open: async (options) => void (await ask({ open: options })),
    report: () => ask({ report: true }),
    stop: () => child.stop(),
  };
}
