import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../../collector/store/free-port.ts';
import { readSettings } from '../../../display/server/settings.ts';
import { redisKeys } from '../../../shared/redis-keys.ts';
import { until } from '../../fixtures/display-rig.ts';
import { startTestRedis, withRedis } from '../../fixtures/redis.ts';
import { writeTinyProvince } from '../../fixtures/tiny-province.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const redis = withRedis();
const children: ChildProcess[] = [];
let configDir: string;
beforeAll(() => {
  configDir = mkdtempSync(join(tmpdir(), 'wall-main-'));
  writeTinyProvince(configDir);
});
afterAll(() => rmSync(configDir, { recursive: true, force: true }));
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(env: NodeJS.ProcessEnv, hasChannel = false) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'display/server/main.ts'], {
    cwd: ROOT,
    env: { ...process.env, REDIS_URL: redis().url, CONFIG_DIR: configDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...(hasChannel ? ['ipc' as const] : [])],
  });
  children.push(child);
  const said = { text: '' };
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      said.text += chunk.toString();
    });
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  return { child, said, ended };
}
const isAlive = (port: number) =>
  fetch(`http://127.0.0.1:${port}/healthz`).then(
    ({ status }) => status === 200,
    () => false,
  );

describe('the display as a process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends in order on %s, also with an open connection',
    async (signal) => {
      const port = await freePort();
      const { child, ended } = start({ PORT: String(port) });
      await until('it is alive', () => isAlive(port), 15_000);
      const processes = () => redis().connect().hlen(redisKeys.processes());
      await until('it said which configuration it runs', async () => (await processes()) === 1);
      child.kill(signal);
      expect(await ended).toEqual([0, null]);
      expect(await processes()).toBe(0);
    },
  );

  it('ends when the process that started it is gone', async () => {
    const port = await freePort();
    const { child, ended } = start({ PORT: String(port) }, true);
    await until('it is alive', () => isAlive(port), 15_000);
    child.disconnect();
    expect(await ended).toEqual([0, null]);
  });

  it('says once why its Redis is away, which every command only misses', async () => {
    const guarded = await startTestRedis();
    try {
      await guarded.connect().config('SET', 'requirepass', 'right');
      const env = { REDIS_URL: guarded.url.replace('//', '//:wrong@'), PORT: String(await freePort()) };
      const { said } = start(env);
      const causes = () => said.text.split('\n').filter((line) => line.includes('WRONGPASS'));
      await until('it says why', () => causes().length > 0, 15_000);
      await sleep(1_000);
      expect(causes().length).toBe(1);
    } finally {
      await guarded.stop();
    }
  });

  it('says in one line that its port is taken', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const { port } = blocker.address() as AddressInfo;
    const { said, ended } = start({ PORT: String(port), LOG_LEVEL: 'silent' });
    expect(await ended).toEqual([1, null]);
    expect(said.text.trim().split('\n')).toEqual([
      `port ${port} of 127.0.0.1 is in use; set PORT to another`,
    ]);
    blocker.close();
  });

  it('warns when anybody may reach it', async () => {
    const port = await freePort();
    const { said } = start({ PORT: String(port), HOST: '0.0.0.0' });
    await until('the warning', () => said.text.includes('HOST=0.0.0.0'), 15_000);
    expect(said.text).toContain('ANYBODY');
  });

  it('names what is wrong with the configuration', async () => {
    const { said, ended } = start({ CONFIG_DIR: join(configDir, 'nowhere') });
    expect(await ended).toEqual([78, null]);
    expect(said.text).toContain('no such folder');
    expect(said.text).not.toContain('    at ');
  });
});

describe('settings', () => {
  it.each([
    [{ PORT: 'abc' }, /^PORT: found "abc"/],
    [{ PORT: '70000' }, /^PORT: found "70000"/],
    [{ ALLOWED_ORIGINS: 'not an origin' }, /^ALLOWED_ORIGINS: .*https:\/\/wall\.example\.vn/],
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL: found "loud"/],
  ])('%j is refused in one line', (environment, complaint) => {
    expect(() => readSettings(environment)).toThrow(complaint);
  });

  it('have safe defaults, and origins without paths', () => {
    expect(readSettings({ PORT: '' })).toMatchObject({ host: '127.0.0.1', port: 8080 });
    const { allowedOrigins } = readSettings({ ALLOWED_ORIGINS: 'https://a.vn/x, http://b.vn:8080' });
    expect([...allowedOrigins]).toEqual(['https://a.vn', 'http://b.vn:8080']);
  });
});
