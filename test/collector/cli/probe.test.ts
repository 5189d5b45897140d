/** `npm run probe` as people run it: a process of its own that shows what it has seen and ends. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHostileBroker, type HostileBroker } from '../../conformance/hostile-broker.ts';

const SENSORS = 'cua-khau-bai-xe';
let folder: string;
let broker: HostileBroker;
let web: Server;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'probe-'));
  await cp('config/lang-son', folder, { recursive: true });
  const file = join(folder, 'sources', `${SENSORS}.yaml`);
  // The broker of these tests speaks version 5.
  await writeFile(file, (await readFile(file, 'utf8')).replace('  version: 3.1.1\n', ''));
  const payload = JSON.stringify({ soXe: 41, thoiDiem: '2026-11-20T10:00:00+07:00' });
  broker = await startHostileBroker({
    connack: 0,
    suback: 1,
    next: (say) =>
      say({
        cmd: 'publish',
        topic: 'bai-xe/bai-tan-thanh-1/so-xe',
        payload,
        qos: 1,
        messageId: 1,
        dup: false,
        retain: false,
      }),
  });
  web = createServer((_request, response) => response.writeHead(503).end('go away'));
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await broker.close();
  web.close();
  await rm(folder, { recursive: true });
});

function probe(source: string, environment: Record<string, string>) {
  const keys = { PROVINCE_SYSTEM_ID: 'H37', PROVINCE_SECRET_KEY: 'open-sesame' };
  const env = { ...process.env, ...keys, ...environment };
  const args = ['--import', 'tsx', 'collector/cli/probe.ts', source, folder];
  return new Promise<{ code: unknown; said: string }>((resolve) => {
    execFile(process.execPath, args, { env, timeout: 60_000 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, said: stdout + stderr }),
    );
  });
}

describe('the probe of a source', () => {
  it('that tells by itself shows its next message and ends', async () => {
    const { code, said } = await probe(SENSORS, { CUA_KHAU_SO_MQTT: broker.url });
    expect(said).toContain('waiting for a message');
    expect(said).toContain('1 observations');
    expect(said).toMatch(/xe-trong-tung-bai.*bai-tan-thanh-1.*41/);
    expect(said).not.toContain('open-sesame');
    expect(code).toBe(0);
  }, 90_000);

  it('that fails says why', async () => {
    const { port } = web.address() as AddressInfo;
    const { code, said } = await probe('dvc-dong-bo', { HANH_CHINH_CONG_URL: `http://127.0.0.1:${port}` });
    expect(said).toContain('request 1: GET ${HANH_CHINH_CONG_URL}/dvc/dong-bo-ho-so');
    expect(said).toContain('FAILED server: HTTP 503');
    expect(code).toBe(2);
  }, 90_000);
});
