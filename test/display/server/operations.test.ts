import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { DisplayRig, report, until } from '../../fixtures/display-rig.ts';
import { withRedis } from '../../fixtures/redis.ts';

const redis = withRedis({ appendonly: true, appendfsync: 'always' });
let rig: DisplayRig;
afterEach(() => rig.stop());

const ready = async (url: string) => {
  const response = await fetch(`${url}/readyz`);
  return { ...((await response.json()) as { reason?: string; domains?: string[] }), status: response.status };
};
const queue = { indicator: 'queue', place: 'c1', value: 1, observedAtMs: Date.now() };
const output = { indicator: 'output', place: 'c1', period: '2026-Q1', value: 1, observedAtMs: Date.now() };

describe('readiness', () => {
  it('needs every domain observed once and Redis reached; upstream outages do not turn it', async () => {
    rig = new DisplayRig(redis());
    const { url } = await rig.start();
    await until('nothing observed', async () => (await ready(url)).domains?.length === 2);
    // A poll that failed is no observation.
    await rig.record({ domain: 'gates', report: report('timeout') });
    await rig.observe('economy', output);
    await until('one domain missing', async () => (await ready(url)).domains?.join() === 'gates');
    expect(await ready(url)).toMatchObject({ status: 503, reason: 'never-observed' });
    await rig.observe('gates', queue);
    await until('ready', async () => (await ready(url)).status === 200);
    await rig.record({ domain: 'gates', report: report('unreachable') });
    await until('the outage is known', async () =>
      (await (await fetch(`${url}/metrics`)).text()).includes('wall_sources_failing{domain="gates"} 1'),
    );
    expect((await ready(url)).status).toBe(200);
    await redis().kill();
    await until('Redis is away', async () => (await ready(url)).reason === 'redis-unreachable');
    const away = await fetch(`${url}/api/v1/sources`);
    expect([away.status, ((await away.json()) as { code: string }).code]).toEqual([503, 'store-unreachable']);
    expect((await fetch(`${url}/api/v1/domains`)).status).toBe(200);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    await redis().restart();
    await until('ready again', async () => (await ready(url)).status === 200);
    await redis().connect().flushall();
    await until('a new store has observed nothing', async () => (await ready(url)).domains?.length === 2);
  });
});

describe('a missing build', () => {
  it('is said on the page, in both languages', async () => {
    rig = new DisplayRig(redis());
    const { url } = await rig.start({ webDist: join(tmpdir(), 'never-built') });
    const response = await fetch(`${url}/wall/overview`);
    expect(response.status).toBe(503);
    const page = await response.text();
    expect(page).toContain('npm run build:web');
    expect(page).toContain('chưa được dựng');
    expect((await fetch(`${url}/assets/app.js`)).status).toBe(404);
  });
});
