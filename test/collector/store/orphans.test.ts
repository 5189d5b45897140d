/** What `npm start` begins must not outlive it, however early it dies: nobody would ever end it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withRedis } from '../../fixtures/redis.ts';

const ROOT = join(import.meta.dirname, '../../..');
const ENDS_WITHIN_MS = 20_000;

describe('a process whose parent dies while it still loads', () => {
  const redis = withRedis({ appendonly: true, appendfsync: 'always' });

  it.each([
    'collector/main.ts',
    'collector/history/main.ts',
    'display/server/main.ts',
    'test/province/main.ts',
  ])(
    '%s ends',
    async (entry) => {
      const historyDir = mkdtempSync(join(tmpdir(), 'wall-orphan-'));
      const child = spawn(process.execPath, ['--import', 'tsx', entry], {
        cwd: ROOT,
        env: {
          ...process.env,
          REDIS_URL: redis().url,
          CONFIG_DIR: join(ROOT, 'config/lang-son'),
          HISTORY_DIR: historyDir,
          PORT: '0',
        },
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      });
      try {
        child.disconnect();
        const [code] = (await once(child, 'exit', { signal: AbortSignal.timeout(ENDS_WITHIN_MS) })) as [
          number,
        ];
        expect(code).toBe(0);
      } finally {
        child.kill('SIGKILL');
        rmSync(historyDir, { recursive: true, force: true });
      }
    },
    ENDS_WITHIN_MS + 5_000,
  );
});
