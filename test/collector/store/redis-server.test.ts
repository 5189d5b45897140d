import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startRedisServer } from '../../../collector/store/redis-server.ts';
import { StartError } from '../../../collector/store/start-error.ts';
import type { RedisServer } from '../../../collector/store/supervise-redis.ts';
import { applyCure, incrementalFile, spoilMiddle, tearEnd } from '../../fixtures/append-only-file.ts';
import { processesUnder } from '../../fixtures/processes.ts';

const RUNTIME_DIR = fileURLToPath(new URL('../../../.runtime', import.meta.url));
const STARTER = fileURLToPath(new URL('../../fixtures/redis-starter.ts', import.meta.url));

let dataDir = '';
let lines: string[] = [];
let servers: RedisServer[] = [];
let clients: Redis[] = [];
let starters: ChildProcess[] = [];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'wall-server-'));
  [lines, servers, clients, starters] = [[], [], [], []];
});
afterEach(async () => {
  for (const starter of starters) starter.kill('SIGKILL');
  for (const client of clients) client.disconnect();
  for (const server of servers) await server.stop();
  for (const pid of processesUnder(dataDir)) process.kill(pid, 'SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(
  more: { port?: number; extraArgs?: string[]; dataDir?: string } = {},
): Promise<RedisServer> {
  const server = await startRedisServer({
    dataDir,
    runtimeDir: RUNTIME_DIR,
    onLine: (line) => void lines.push(line),
    ...more,
  });
  servers.push(server);
  return server;
}

function connect(url: string): Redis {
  const client = new Redis(url, {
    maxRetriesPerRequest: null,
    retryStrategy: () => 20,
    // A server that has just come back says LOADING for a moment; ioredis would then wait a second.
    maxLoadingRetryTime: 20,
  });
  client.on('error', () => {});
  clients.push(client);
  return client;
}

async function refusal(attempt: Promise<unknown>): Promise<string> {
  const failure = await attempt.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(StartError);
  const { message } = failure as StartError;
  expect(message).not.toContain('\n');
  return message;
}

/** Starts on the same folder in a process that can be killed; resolves with the line after which it stands. */
async function startElsewhere(): Promise<{
  process: ChildProcess;
  port?: number;
  pid?: number;
  refused?: string;
}> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', STARTER, '--dataDir', dataDir, '--runtimeDir', RUNTIME_DIR],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  starters.push(child);
  for await (const line of createInterface({ input: child.stdout })) {
    const entry = JSON.parse(line) as { line?: string; port?: number; pid?: number; refused?: string };
    if (entry.line === undefined) return { process: child, ...entry };
  }
  throw new Error('the starter ended without a word');
}

async function killed(child: ChildProcess): Promise<void> {
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exited;
}

const settingOf = async (client: Redis, name: string) => JSON.stringify(await client.config('GET', name));

describe('a started Redis', () => {
  it('evicts nothing, has every write on the disk before it answers, and takes arguments of its caller', async () => {
    const client = connect((await start({ extraArgs: ['--maxclients', '321'] })).url);
    expect(await settingOf(client, 'maxclients')).toContain('"321"');
    expect(await settingOf(client, 'maxmemory-policy')).toContain('"noeviction"');
    expect(await settingOf(client, 'appendonly')).toContain('"yes"');
    expect(await settingOf(client, 'appendfsync')).toContain('"always"');
    expect(await settingOf(client, 'bind')).toContain('"127.0.0.1"');
  });

  it('keeps its password in files of the owner alone and out of argv', async () => {
    const server = await start();
    const password = readFileSync(join(dataDir, 'password'), 'utf8');
    expect(server.url).toContain(password);
    expect(readFileSync(`/proc/${server.pid}/cmdline`, 'utf8')).not.toContain(password);
    for (const name of readdirSync(dataDir)) {
      const file = join(dataDir, name);
      if (!statSync(file).isFile() || !readFileSync(file, 'utf8').includes(password)) continue;
      expect(`${name} ${(statSync(file).mode & 0o777).toString(8)}`).toBe(`${name} 600`);
    }
    const stranger = connect(`redis://127.0.0.1:${server.port}`);
    await expect(stranger.get('x')).rejects.toThrow(/NOAUTH/);
  });

  it('lives in a process group of its own, so that Ctrl-C does not reach it', async () => {
    const { pid } = await start();
    const group = execFileSync('ps', ['-o', 'pgid=', '-p', String(pid)], { encoding: 'utf8' });
    expect(Number(group)).toBe(pid);
  });

  it('leaves no process when stopped, and keeps its values for the next start', async () => {
    const first = await start();
    await connect(first.url).set('a', '1');
    await Promise.all([first.stop(), first.stop(), first.whenExited]);
    expect(processesUnder(dataDir)).toEqual([]);
    const second = await start();
    expect(await connect(second.url).get('a')).toBe('1');
    expect(lines).toEqual([]);
  });

  it('is ended by force when it does not end by itself', async () => {
    const server = await start();
    server.kill('SIGSTOP');
    await server.stop({ timeoutMs: 200 });
    expect(processesUnder(dataDir)).toEqual([]);
  });

  it('is back within a second of being killed, at the same address with the same values', async () => {
    const server = await start();
    const client = connect(server.url);
    await client.set('a', '1');
    const { pid } = server;
    const killedAtMs = Date.now();
    server.kill('SIGKILL');
    await expect.poll(() => lines.at(-1), { interval: 5 }).toMatch(/^Redis runs again/);
    expect(await client.get('a')).toBe('1');
    expect(Date.now() - killedAtMs).toBeLessThan(1_000);
    expect(server.pid).not.toBe(pid);
    expect(lines[0]).toMatch(/ended unexpectedly \(SIGKILL\); starting it again on port \d+$/);
  });

  it('can be stopped while it waits to start again', async () => {
    const server = await start();
    server.kill('SIGKILL');
    await expect.poll(() => lines.length, { interval: 1 }).toBe(1);
    await server.stop();
    expect(processesUnder(dataDir)).toEqual([]);
  });
});

describe('a data folder', () => {
  it('in use by a live start is refused by name of that process', async () => {
    const other = await startElsewhere();
    expect(await refusal(start())).toBe(
      `the data folder ${dataDir} is in use by another start (process ${other.process.pid}); stop that one, or set another DATA_DIR`,
    );
  });

  it('of a start that was killed gives its Redis over, with its values', async () => {
    const dead = await startElsewhere();
    await killed(dead.process);
    expect(processesUnder(dataDir)).toEqual([dead.pid]);

    const server = await start();
    expect(server).toMatchObject({ port: dead.port, pid: dead.pid });
    expect(lines).toEqual([
      `taking over Redis (process ${dead.pid}, port ${dead.port}) from a start that was killed`,
    ]);
    await connect(server.url).set('a', '1');
    server.kill('SIGTERM');
    await expect.poll(() => lines.at(-1), { interval: 5, timeout: 5_000 }).toMatch(/^Redis runs again/);
    expect(await connect(server.url).get('a')).toBe('1');
    await server.stop();
    expect(processesUnder(dataDir)).toEqual([]);
  });

  it('whose Redis died with its start is simply started on', async () => {
    const dead = await startElsewhere();
    await killed(dead.process);
    process.kill(dead.pid ?? 0, 'SIGKILL');
    const server = await start();
    expect(server.pid).not.toBe(dead.pid);
    expect(lines).toEqual([]);
  });

  it('does not mistake another Redis on the recorded port for its own', async () => {
    const first = await start();
    await first.stop();
    const otherDir = join(dataDir, 'other');
    const other = await start({ dataDir: otherDir, port: first.port });
    const second = await start();
    expect(second.pid).not.toBe(other.pid);
    expect(second.port).not.toBe(other.port);
  });

  it('that cannot be written is refused with the cure', async () => {
    // Root may write where the mode forbids it, but nobody below a regular file.
    writeFileSync(join(dataDir, 'file'), '');
    const below = join(dataDir, 'file', 'data');
    expect(await refusal(start({ dataDir: below }))).toBe(
      `the data folder ${below} cannot be written (ENOTDIR); make it writable for this user, or set DATA_DIR to one that is`,
    );
  });

  it('is free again after a start that failed', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => holder.once('listening', resolve));
    const { port } = holder.address() as { port: number };
    expect(await refusal(start({ port }))).toMatch(new RegExp(`^port ${port} on 127.0.0.1, .* is taken`));
    holder.close();
    expect((await start({ port })).port).toBe(port);
  });
});

describe('an append-only file', () => {
  const writeSome = async () => {
    const server = await start();
    const client = connect(server.url);
    for (let n = 0; n < 200; n += 1) await client.set(`key-${n}`, 'value '.repeat(10));
    await server.stop();
  };

  it('cut off in its last write is loaded, and the loss is said', async () => {
    await writeSome();
    tearEnd(dataDir, 3);
    const server = await start();
    expect(await connect(server.url).dbsize()).toBe(199);
    expect(lines).toEqual([`the last write to ${dataDir} was cut off and is lost; all before it is loaded`]);
  });

  it('damaged in its middle is refused with the file and a cure that works', async () => {
    await writeSome();
    spoilMiddle(dataDir);
    const message = await refusal(start());
    expect(message).toContain(
      `Redis refuses ${incrementalFile(dataDir)}, which is damaged; back up ${dataDir}`,
    );
    applyCure(message);
    expect(await connect((await start()).url).dbsize()).toBeGreaterThan(50);
  });
});
