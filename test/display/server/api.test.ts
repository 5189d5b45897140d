import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { Display } from '../../../display/server/app.ts';
import { apiErrorSchema } from '../../../display/server/http/api-error.ts';
import { mapSchema, screenConfigSchema } from '../../../display/server/http/schemas.ts';
import { seriesSchema } from '../../../display/server/http/series-schema.ts';
import { redisKeys } from '../../../shared/redis-keys.ts';
import { DisplayRig, report, until } from '../../fixtures/display-rig.ts';
import { HAND_MADE } from '../../fixtures/hand-made-province.ts';
import { recordPast } from '../../fixtures/recorded-past.ts';
import { withRedis } from '../../fixtures/redis.ts';

const redis = withRedis();
let rig: DisplayRig;
let display: Display;
let webDist: string;
const HOUR_MS = 3_600_000;
const startMs = Date.now();
const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);

beforeAll(async () => {
  webDist = mkdtempSync(join(tmpdir(), 'wall-web-'));
  mkdirSync(join(webDist, 'assets'));
  writeFileSync(join(webDist, 'index.html'), '<!doctype html><title>wall</title>');
  writeFileSync(join(webDist, 'assets/app-abc123.js'), 'export {};');
  writeFileSync(join(webDist, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(webDist, '..', 'wall-secret.txt'), 'not yours');
  rig = new DisplayRig(redis());
  await recordPast(rig, startMs);
  const events = Array.from({ length: 5 }, (_, n) => ({
    id: `v${n}`,
    domain: 'gates',
    kind: 'vehicle',
    place: 'c1',
    atMs: startMs - n * 1_000,
    text: `<b>xe ${n}</b>`,
    source: 'gates-api',
  }));
  const pictures = [{ place: 'cam1', atMs: startMs - 5_000, bytes: JPEG, keepMs: 60_000 }];
  await rig.record({ domain: 'gates', events, pictures, report: report('timeout') });
  display = await rig.start({ webDist });
  await until('ready', async () => (await fetch(`${display.url}/readyz`)).status === 200);
});
afterAll(async () => {
  await rig.stop();
  rmSync(webDist, { recursive: true, force: true });
});

const get = (path: string) => fetch(`${display.url}${path}`);
const api = async (path: string) => {
  const response = await get(`/api/v1${path}`);
  expect(response.status, await response.clone().text()).toBe(200);
  return (await response.json()) as never;
};
const reply = async (query: string): Promise<z.infer<typeof seriesSchema>> =>
  seriesSchema.parse(await api(`/series?series=${query}`));
const series = async (query: string) => {
  const [line] = (await reply(query)).lines;
  if (line === undefined) throw new Error(`no line for ${query}`);
  return line;
};

describe('the configuration for screens', () => {
  it('is whole, and says nothing of addresses or settings', async () => {
    const text = await (await get('/api/v1/province')).text();
    const config = screenConfigSchema.parse(JSON.parse(text));
    expect(config.domains.map(({ id }) => id)).toEqual(['gates', 'economy']);
    expect(config.configHash).toBe(HAND_MADE.hash);
    expect(text).not.toContain('secret.example');
  });

  it('has a map of the communes that says what it is', async () => {
    const map = mapSchema.parse(await api('/map'));
    expect(map.basis).toBe('schematic');
    expect(map.cells.features.map(({ id }) => id)).toEqual(['c1', 'c2', 'c3']);
  });
});

describe('figures', () => {
  it('are counted by freshness per domain', async () => {
    const { items } = (await api('/domains')) as {
      items: { id: string; figures: object; failing: object[] }[];
    };
    // Expected: queue, wait and open in three communes, the total of the province.
    expect(items[0]).toMatchObject({ id: 'gates', figures: { fresh: 3, late: 0, stale: 0, never: 7 } });
    expect(items[0]?.failing).toEqual([{ source: 'gates-api', reason: 'timeout' }]);
  });

  it('carry their whole truth', async () => {
    const { figures, indicator } = (await api('/indicators/total')) as {
      figures: object[];
      indicator: object;
    };
    expect(indicator).toMatchObject({ limits: [{ level: 'critical', value: 500 }] });
    expect(figures[0]).toMatchObject({
      place: 'tinh',
      value: 600,
      unit: { vi: 'cái' },
      observedAtMs: startMs,
      freshness: 'fresh',
      method: 'api',
      source: { id: 'gates-api', name: { vi: 'Nguồn gates-api' }, office: { vi: 'Văn phòng' } },
      failure: 'timeout',
      limit: 'critical',
    });
  });

  it('of the province are added up, and say of how many places', async () => {
    const { figures } = (await api('/indicators/queue')) as { figures: object[] };
    expect(figures[0]).toMatchObject({
      place: 'tinh',
      value: 15,
      sum: { reported: 2, expected: 3, mixedPeriods: false },
    });
    expect(figures[3]).toMatchObject({ place: 'c3', value: null, freshness: 'never' });
  });

  it('come in pages, by domain', async () => {
    const page = (await api('/indicators?domain=gates&offset=1&limit=2')) as {
      total: number;
      items: { indicator: { id: string } }[];
    };
    expect(page.total).toBe(4);
    expect(page.items.map(({ indicator }) => indicator.id)).toEqual(['wait', 'total']);
  });
});

describe('the past', () => {
  it('is told oldest first, each point as last corrected', async () => {
    const { points, aggregated } = await series('total@tinh');
    expect(aggregated).toBeUndefined();
    expect(points.map(({ value }) => value)).toEqual([591, 600]);
  });

  it('added up has a gap where a place was not known, and no dip', async () => {
    const { points, aggregated } = await series(
      `queue&fromMs=${startMs - 3 * HOUR_MS}&toMs=${startMs}&pixels=200`,
    );
    expect(aggregated).toEqual({ expected: 3 });
    expect(points.filter(({ afterGap }) => afterGap)).toHaveLength(1);
    expect(new Set(points.map(({ reported }) => reported))).toEqual(new Set([2]));
    expect(new Set(points.map(({ value }) => value))).toEqual(new Set([15]));
    const inSilence = points.filter(({ observedAtMs }) => {
      const hoursAgo = (startMs - observedAtMs) / HOUR_MS;
      // A value is carried for two minutes, its staleAfter.
      return hoursAgo < 1.94 && hoursAgo > 1.04;
    });
    expect(inSilence).toEqual([]);
    expect(points.length).toBeGreaterThan(100);
    expect(Math.max(...points.map(({ observedAtMs }) => observedAtMs))).toBeLessThanOrEqual(startMs);
  });

  it('of periods is added up period by period; one that a place still owes has no point', async () => {
    const { points } = await series('output&periods=8');
    expect(points.map(({ period, value }) => [period, value])).toEqual([
      ['2026-Q1', 150],
      ['2026-Q2', 170],
    ]);
    const own = await series('output@c1&periods=2');
    expect(own.points.map(({ period }) => period)).toEqual(['2026-Q2', '2026-Q3']);
  });

  it('keeps to the span and the number of points asked for', async () => {
    const fromMs = startMs - HOUR_MS / 2;
    const { points } = await series(`queue@c1&fromMs=${fromMs}&toMs=${startMs}&pixels=10`);
    expect(points.length).toBeLessThanOrEqual(10);
    expect(points.every(({ observedAtMs }) => observedAtMs >= fromMs)).toBe(true);
    expect(points.at(-1)?.observedAtMs).toBe(startMs);
  });

  it('has every raw observation with its provenance, corrections marked', async () => {
    const { items } = (await api('/observations/total/tinh')) as { items: object[] };
    expect(items).toMatchObject([
      { value: 600, corrected: false, office: { vi: 'Văn phòng' } },
      { value: 591, corrected: false },
      { value: 590, corrected: true },
    ]);
  });
});

describe('sources, events, pictures, processes', () => {
  it('says how a source fares, and which were never polled', async () => {
    const { items } = (await api('/sources')) as { items: object[] };
    expect(items[0]).toMatchObject({
      id: 'gates-api',
      overdue: false,
      health: { outcome: 'timeout', consecutiveFailures: 1 },
    });
    const one = (await api('/sources/gates-api')) as object;
    expect(one).toEqual(items[0]);
    expect(JSON.stringify(items)).not.toContain('secret.example');
  });

  it('gives events newest first, in pages, as text', async () => {
    const page = (await api('/events?domain=gates&offset=1&limit=2')) as {
      total: number;
      items: { id: string; text: string }[];
    };
    expect(page.total).toBe(5);
    expect(page.items.map(({ id }) => id)).toEqual(['v1', 'v2']);
    expect(page.items[0]?.text).toBe('<b>xe 1</b>');
  });

  it('gives the last picture of a camera with its time', async () => {
    const response = await get('/api/v1/places/cam1/picture');
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    expect(response.headers.get('x-observed-at')).toBe(String(startMs - 5_000));
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(JPEG);
  });

  it('says which processes run another configuration', async () => {
    await redis()
      .connect()
      .hset(
        redisKeys.processes(),
        'old',
        JSON.stringify({ role: 'collector', configHash: 'other', atMs: Date.now() }),
      );
    const { items } = (await api('/processes')) as {
      items: { id: string; role: string; mismatch: boolean }[];
    };
    expect(items.find(({ id }) => id === 'old')).toMatchObject({ mismatch: true });
    expect(items.find(({ role }) => role === 'display')).toMatchObject({
      mismatch: false,
      configHash: HAND_MADE.hash,
    });
  });
});

describe('errors', () => {
  it.each([
    ['/domains/nope', 404, 'unknown-domain'],
    ['/indicators/nope', 404, 'unknown-indicator'],
    ['/indicators?domain=nope', 404, 'unknown-domain'],
    ['/series?series=nope', 404, 'unknown-indicator'],
    ['/series?series=total@nope', 404, 'unknown-place'],
    ['/series', 400, 'malformed'],
    ['/series?series=total@@tinh', 400, 'malformed'],
    [`/series?${'series=total&'.repeat(101)}`, 400, 'malformed'],
    [`/series?pixels=4000&fromMs=0&${'series=total&'.repeat(60)}`, 400, 'too-much'],
    ['/series?series=total&fromMs=0&toMs=8640000000000000', 400, 'too-much'],
    ['/series?series=total&beside=previous', 400, 'malformed'],
    ['/observations/total/nope', 404, 'unknown-place'],
    ['/exports/series?series=nope', 404, 'unknown-indicator'],
    ['/exports/figures?domain=nope', 404, 'unknown-domain'],
    ['/exports/events?domain=gates&format=pdf', 400, 'malformed'],
    ['/sources/nope', 404, 'unknown-source'],
    ['/places/nope', 404, 'unknown-place'],
    ['/places/nope/picture', 404, 'unknown-place'],
    ['/places/c1/picture', 404, 'no-picture'],
    ['/events?domain=nope', 404, 'unknown-domain'],
    ['/events', 400, 'malformed'],
    ['/series?series=total&fromMs=5&toMs=4', 400, 'malformed'],
    ['/series?series=total&pixels=1e9', 400, 'malformed'],
    ['/series?series=total&fromMs=abc', 400, 'malformed'],
    ['/indicators?limit=100000', 400, 'malformed'],
    ['/indicators?offset=-1', 400, 'malformed'],
    ['/domains?nobody=knows', 400, 'malformed'],
    ['/domains/A%7CB', 400, 'malformed'],
    ['/nowhere', 404, 'not-found'],
  ])('%.60s → %i %s, in words', async (path, status, code) => {
    const response = await get(`/api/v1${path}`);
    expect(response.status).toBe(status);
    const error = apiErrorSchema.parse(await response.json());
    expect(error.code).toBe(code);
    expect(error.message.length).toBeGreaterThan(5);
  });

  it('has no method but GET', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH'])
      expect((await fetch(`${display.url}/api/v1/domains`, { method })).status).toBe(404);
  });
});

describe('the description', () => {
  interface OpenApi {
    readonly paths: Record<string, { get?: { responses: Record<string, object> } }>;
  }

  it('lists every route that a file of http/routes declares, and each answers', async () => {
    const openApi = (await (await get('/api/docs/json')).json()) as OpenApi;
    const folder = fileURLToPath(new URL('../../../display/server/http/routes', import.meta.url));
    const files = readdirSync(folder).filter((name) => name !== 'index.ts');
    const declared = new Set<string>();
    const { apiRoutes } = await import('../../../display/server/http/routes/index.ts');
    const routes = apiRoutes({ config: HAND_MADE } as unknown as Parameters<typeof apiRoutes>[0]);
    for (const file of files) {
      const made = (await import(join(folder, file))) as Record<string, unknown>;
      const factory = Object.entries(made).find(([name]) => name.endsWith('Routes'))?.[1] as typeof apiRoutes;
      for (const { path } of factory({ config: HAND_MADE } as unknown as Parameters<typeof apiRoutes>[0]))
        declared.add(path);
    }
    expect([...new Set(routes.map(({ path }) => path))].toSorted()).toEqual([...declared].toSorted());
    for (const path of declared) {
      const described = openApi.paths[`/api/v1${path.replaceAll(/:(\w+)/g, '{$1}')}`];
      expect(Object.keys(described?.get?.responses ?? {}), path).toContain('200');
    }
    const changing = Object.entries(openApi.paths).filter(([, methods]) =>
      Object.keys(methods).some((method) => method !== 'get'),
    );
    const others = changing.map(([path]) => path).filter((path) => !path.startsWith('/api/v1/commands/'));
    expect(others).toEqual(['/api/v1/entries']);
    expect(Object.keys(openApi.paths)).toEqual(expect.arrayContaining(['/healthz', '/readyz', '/metrics']));
  });

  it('is shown without an outside request', async () => {
    const page = await (await get('/api/docs')).text();
    expect(page).toContain('swagger-ui-bundle.js');
    expect(page).not.toMatch(/(src|href)="https?:/);
    expect((await get('/api/docs/static/swagger-ui-bundle.js')).status).toBe(200);
  });
});

describe('the web app', () => {
  it.each([
    '/',
    '/wall/overview',
    '/tablet',
    '/tablet/gates/queue',
    '/entry',
    '/entry/form',
    '/console/audit',
    '/stories',
  ])('answers %s with the page, never stored', async (path) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.text()).toContain('<title>wall</title>');
  });

  it('keeps assets for ever, and other files for a while', async () => {
    expect((await get('/assets/app-abc123.js')).headers.get('cache-control')).toContain('immutable');
    expect((await get('/favicon.svg')).headers.get('cache-control')).not.toContain('immutable');
  });

  it('allows nothing from outside and no inline script', async () => {
    for (const path of ['/', '/api/docs', '/api/v1/domains', '/nowhere']) {
      const policy = (await get(path)).headers.get('content-security-policy') ?? '';
      expect(policy, path).toContain("default-src 'self'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).not.toContain('unsafe-eval');
      expect(policy).not.toMatch(/https:|upgrade-insecure|\*/);
      expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${display.port}`);
    }
  });

  it.each([
    '/../wall-secret.txt',
    '/..%2fwall-secret.txt',
    '/%2e%2e/wall-secret.txt',
    '/assets/..%2f..%2fwall-secret.txt',
    '/..%5cwall-secret.txt',
    '/%252e%252e%252fwall-secret.txt',
    '/assets/%00',
    '/index.html%00.js',
  ])('does not leave its folder: %s', async (path) => {
    const answer = await new Promise<{ status: number; text: string }>((resolve, reject) => {
      // `fetch` would tidy the path before sending it.
      const asked = request({ host: '127.0.0.1', port: display.port, path }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      });
      asked.on('error', reject);
      asked.end();
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.text).not.toContain('not yours');
  });
});
