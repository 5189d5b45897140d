import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findRedis } from '../../../collector/store/find-redis.ts';
import { StartError } from '../../../collector/store/start-error.ts';

const SHARED_RUNTIME_DIR = fileURLToPath(new URL('../../../.runtime', import.meta.url));
const FETCH_TIMEOUT_MS = 240_000;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wall-find-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** A folder with a program that only knows its version. */
function installed(name: string, program: string, versionLine: string): string {
  const dir = join(folder, name);
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, program), `#!/bin/sh\necho '${versionLine}'\n`);
  chmodSync(join(dir, program), 0o755);
  return dir;
}

describe('finding a Redis', () => {
  it('takes the first new enough server on PATH', async () => {
    const first = installed('first', 'redis-server', 'Redis server v=6.2.0 sha=0');
    const second = installed('second', 'redis-server', 'Redis server v=7.4.0 sha=0');
    const found = await findRedis({ runtimeDir: folder, path: `${first}:${second}`, usualDirs: [] });
    expect(found).toEqual({ path: join(first, 'redis-server'), version: '6.2.0', env: {} });
  });

  it('takes a Valkey as well', async () => {
    const dir = installed('valkey', 'valkey-server', 'Valkey server v=8.1.1 sha=0');
    const found = await findRedis({ runtimeDir: folder, path: dir, usualDirs: [] });
    expect(found.version).toBe('8.1.1');
  });

  it('passes over a server that is too old for a newer one in a usual folder', async () => {
    const old = installed('old', 'redis-server', 'Redis server v=6.0.16 sha=0');
    const usual = installed('usual', 'redis-server', 'Redis server v=7.0.0 sha=0');
    const found = await findRedis({ runtimeDir: folder, path: old, usualDirs: [usual] });
    expect(found.path).toBe(join(usual, 'redis-server'));
  });

  it('prefers an installed server to a fetched copy', async () => {
    const dir = installed('first', 'redis-server', 'Redis server v=7.0.0 sha=0');
    const found = await findRedis({ runtimeDir: SHARED_RUNTIME_DIR, path: dir, usualDirs: [] });
    expect(found.path).toBe(join(dir, 'redis-server'));
  });

  it('ignores a program that is no server', async () => {
    const broken = installed('broken', 'redis-server', 'hello');
    const good = installed('good', 'redis-server', 'Redis server v=7.0.0 sha=0');
    const found = await findRedis({ runtimeDir: folder, path: `${broken}:${good}`, usualDirs: [] });
    expect(found.path).toBe(join(good, 'redis-server'));
  });
});

describe('fetching a Redis', () => {
  it(
    'fetches once for two starts side by side, says so, and never again',
    async () => {
      const old = installed('old', 'redis-server', 'Redis server v=5.0.3 sha=0');
      const runtimeDir = join(folder, 'runtime');
      const lines: string[] = [];
      const find = () =>
        findRedis({ runtimeDir, path: old, usualDirs: [], onLine: (line) => void lines.push(line) });

      const [one, other] = await Promise.all([find(), find()]);
      expect(one).toEqual(other);
      expect(one.path).toBe(join(runtimeDir, 'redis', 'usr', 'bin', 'redis-server'));
      expect(lines[0]).toMatch(/old\/redis-server is version 5\.0\.3; 6\.2 or newer is needed; fetching one/);
      expect(readdirSync(runtimeDir).filter((name) => name.startsWith('redis-fetching'))).toEqual([]);

      const bornAtMs = statSync(join(runtimeDir, 'redis')).ctimeMs;
      lines.length = 0;
      expect(await find()).toEqual(one);
      expect(statSync(join(runtimeDir, 'redis')).ctimeMs).toBe(bornAtMs);
      expect(lines).toEqual([]);
    },
    FETCH_TIMEOUT_MS,
  );

  it(
    'clears away what a killed fetch left, and fetches again',
    async () => {
      const runtimeDir = join(folder, 'runtime');
      mkdirSync(join(runtimeDir, 'redis-fetching-half', 'packages'), { recursive: true });
      mkdirSync(join(runtimeDir, 'redis', 'usr', 'bin'), { recursive: true });
      const found = await findRedis({ runtimeDir, path: '', usualDirs: [] });
      expect(existsSync(found.path)).toBe(true);
      expect(readdirSync(runtimeDir).filter((name) => name.startsWith('redis-fetching'))).toEqual([]);
    },
    FETCH_TIMEOUT_MS,
  );

  it(
    'says in one line how to install Redis when the packages cannot be reached',
    async () => {
      vi.stubEnv('http_proxy', 'http://127.0.0.1:9');
      vi.stubEnv('https_proxy', 'http://127.0.0.1:9');
      const failure = await findRedis({ runtimeDir: folder, path: '', usualDirs: [] }).catch(
        (error: unknown) => error,
      );
      expect(failure).toBeInstanceOf(StartError);
      expect((failure as Error).message).toMatch(
        /^fetching Redis into .* failed \(cannot fetch .+\); install it with `sudo apt-get install redis-server`, or set REDIS_URL$/,
      );
      expect(readdirSync(folder)).not.toContain('redis');
    },
    FETCH_TIMEOUT_MS,
  );

  it('says in one line that its folder cannot be written', async () => {
    writeFileSync(join(folder, 'file'), '');
    const failure = await findRedis({
      runtimeDir: join(folder, 'file', 'runtime'),
      path: '',
      usualDirs: [],
    }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StartError);
    expect((failure as Error).message).toMatch(/^fetching Redis into .* failed \(.*ENOTDIR/);
  });
});
