/** The historian as a process: what it refuses, what it says, how it waits and how it ends. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Recorder } from '../../../collector/record.ts';
import { freePort } from '../../../collector/store/free-port.ts';
import { redisKeys } from '../../../shared/redis-keys.ts';
import { withRedis } from '../../fixtures/redis.ts';
import { tinyDomains, TINY_PROVINCE, writeTinyProvince } from '../../fixtures/tiny-province.ts';

const redis = withRedis({ appendonly: true });
const [{ id: domain } = { id: '' }] = tinyDomains();
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wall-historian-'));
  writeTinyProvince(join(folder, 'config'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

function start(environment: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'collector/history/main.ts'], {
    env: {
      ...process.env,
      LOG_LEVEL: 'warn',
      REDIS_URL: redis().url,
      CONFIG_DIR: join(folder, 'config'),
      HISTORY_DIR: join(folder, 'history'),
      HISTORY_EVERY_SECONDS: '1',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  return { child, ended, said: () => said };
}

const ready = async (port: number) => {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
  return answer === undefined ? 'no answer' : `${answer.status} ${await answer.text()}`;
};
const segments = () => readdirSync(join(folder, 'history', domain)).filter((name) => name.includes('_'));

describe('the historian as a process', () => {
  it.each([
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL: found "loud", expected one of [^\n]+\n$/],
    [{ REDIS_URL: '' }, /^REDIS_URL is not set[^\n]+\n$/],
    [{ HISTORY_DIR: '' }, /^HISTORY_DIR is not set[^\n]+\n$/],
    [{ HISTORY_EVERY_SECONDS: '0' }, /^HISTORY_EVERY_SECONDS is "0"; set it to a number from 1 to 600\n$/],
    // By then the change stream of a busy domain is trimmed.
    [
      { HISTORY_EVERY_SECONDS: '3600' },
      /^HISTORY_EVERY_SECONDS is "3600"; set it to a number from 1 to 600\n$/,
    ],
    [{ CONFIG_DIR: '/nowhere' }, /no such folder/],
    [{ HISTORY_DIR: '/proc/nowhere' }, /^the history folder .* cannot be written [^\n]+\n$/],
  ])('refuses %j for good, and says why', async (environment, words) => {
    const { ended, said } = start(environment);
    expect(await ended).toBe(78);
    expect(said()).toMatch(words);
  });

  it('keeps what is accepted, answers to its port, and hands its folder to the next', async () => {
    const [port, nextPort] = [await freePort(), await freePort()];
    const recorder = new Recorder(redis().connect(), 'Asia/Tokyo');
    const accept = (value: number) =>
      recorder.record({
        domain,
        source: 'a',
        observations: [
          {
            indicator: `${domain}.tong`,
            place: TINY_PROVINCE,
            value,
            observedAtMs: Date.now() - 60_000 + value,
          },
        ],
        events: [],
        pictures: [],
      });
    await accept(1);
    const first = start({ HISTORIAN_PORT: String(port) });
    await expect.poll(() => ready(port), { timeout: 15_000 }).toBe('200 {"status":"ready"}');
    expect(segments()).toHaveLength(1);
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(metrics).toContain(`wall_historian_rows_total{domain="${domain}",table="observations"} 1`);
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    const announced = Object.values(await redis().connect().hgetall(redisKeys.processes()));

    const second = start({ HISTORIAN_PORT: String(nextPort) });
    await expect
      .poll(() => ready(nextPort), { timeout: 15_000 })
      .toMatch(/^503 .*belongs to another historian/);
    expect(second.said().match(/belongs to another historian/g)).toHaveLength(1);
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    await accept(2);
    await expect.poll(() => ready(nextPort), { timeout: 15_000 }).toBe('200 {"status":"ready"}');
    await expect.poll(() => segments().length, { timeout: 10_000 }).toBe(2);
    expect(announced.map((text) => (JSON.parse(text) as { role: string }).role)).toContain('historian');
  }, 60_000);

  it('says that it is not ready while Redis is away, and goes on when it is back', async () => {
    const port = await freePort();
    start({ HISTORIAN_PORT: String(port) });
    await expect.poll(() => ready(port), { timeout: 15_000 }).toMatch(/^200/);
    await redis().kill();
    await expect.poll(() => ready(port), { timeout: 15_000 }).toMatch(/^503 .*last round ended/);
    await redis().restart();
    await expect.poll(() => ready(port), { timeout: 15_000 }).toMatch(/^200/);
  }, 60_000);
});
