/** The collector as a process: what it says once, and how it ends. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(environment: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'collector/main.ts'], {
    env: { ...process.env, LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  return { child, ended, said: () => said };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('the collector as a process', () => {
  it.each([
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL: found "loud", expected one of [^\n]+\n$/],
    [{ REDIS_URL: '' }, /^REDIS_URL is not set[^\n]+\n$/],
    [{ REDIS_URL: 'redis://127.0.0.1:1', CONFIG_DIR: '/nowhere' }, /no such folder/],
  ])('refuses %j for good, and says why', async (environment, words) => {
    const { ended, said } = start(environment);
    expect(await ended).toBe(78);
    expect(said()).toMatch(words);
  });

  it('without its Redis says the cause once, and ends when it is asked to', async () => {
    const { child, ended, said } = start({ REDIS_URL: `redis://127.0.0.1:${await freePort()}` });
    await expect.poll(said, { timeout: 20_000 }).toContain('ECONNREFUSED');
    // Six further attempts fall into this time.
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    expect(said().match(/waiting for Redis/g)).toHaveLength(1);
    child.kill('SIGTERM');
    const hangs = new Promise((resolve) => setTimeout(resolve, 5_000, 'still runs'));
    expect(await Promise.race([ended, hangs])).toBe(0);
  });
});
