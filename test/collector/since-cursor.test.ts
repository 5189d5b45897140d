/** A since-cursor on a real Redis: it moves with what was recorded, and with nothing else. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startCollector, type RunningCollector } from '../../collector/app.ts';
import { redisKeys } from '../../shared/redis-keys.ts';
import { withRedis } from '../fixtures/redis.ts';
import { tinyConfig } from '../fixtures/tiny-config.ts';

interface Item {
  readonly id: string;
  readonly at: number;
}

const redis = withRedis({ appendonly: true });
const HOUR_MS = 3_600_000;
const START_MS = Date.now() - HOUR_MS;
let items: Item[];
/** What was asked: the cursor and the page. */
let asked: { after: string | null; page: string }[];
let isSecondPageBroken: boolean;
let collectors: RunningCollector[];

const server = createServer((request, response) => {
  const { searchParams: query } = new URL(request.url ?? '/', 'http://upstream');
  const [after, page] = [query.get('after'), query.get('page') ?? '1'];
  asked.push({ after, page });
  if (page === '2' && isSecondPageBroken) return response.writeHead(503).end();
  const wanted = items.filter(({ at }) => at >= Number(after ?? 0));
  const rows = wanted.slice((Number(page) - 1) * 2, Number(page) * 2);
  response.end(JSON.stringify({ total: wanted.length, rows }));
});

beforeEach(async () => {
  items = [1, 2, 3].map((n) => ({ id: `n${n}`, at: START_MS + n }));
  [asked, collectors, isSecondPageBroken] = [[], [], false];
  if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterEach(async () => {
  await endAll();
  await redis().connect().flushall();
  server.closeAllConnections();
});

async function endAll(): Promise<void> {
  for (const collector of collectors.splice(0)) await collector.close();
}

async function collect(everySeconds = 0.3): Promise<void> {
  const source = {
    id: 'notes',
    domain: 'roads' as const,
    yaml: `connector: http-json
everySeconds: ${everySeconds}
settings:
  url: http://127.0.0.1:${(server.address() as AddressInfo).port}/list
  items: rows
  paging: { kind: offset, parameter: page, counts: pages, first: 1, sizeParameter: size, size: 2, total: total }
  since: { parameter: after, largest: at }
mapping: |
  { "events": rows.{ "id": id, "kind": "note", "at": at, "text": id, "state": "new" } }
breaker: { failures: 99 }
network: { cidrs: [127.0.0.1/32] }`,
  };
  const log = pino({ level: 'silent' });
  collectors.push(
    await startCollector({
      config: tinyConfig([source]),
      redisUrl: redis().url,
      environment: {},
      log,
    }),
  );
}
function until(ask: () => unknown) {
  return expect.poll(ask, { timeout: 10_000, interval: 30 });
}
const recorded = async () =>
  Object.keys(await redis().connect().hgetall(redisKeys.events('roads'))).toSorted();

it('is sent with the next request, and again after a restart', async () => {
  await collect();
  await until(recorded).toEqual(['n1', 'n2', 'n3']);
  expect(asked.slice(0, 2)).toEqual([
    { after: null, page: '1' },
    { after: null, page: '2' },
  ]);
  await until(() => asked.at(-1)).toEqual({ after: String(START_MS + 3), page: '1' });
  items.push({ id: 'n4', at: START_MS + 4 });
  await until(recorded).toEqual(['n1', 'n2', 'n3', 'n4']);
  await until(() => asked.at(-1)?.after).toBe(String(START_MS + 4));
  await endAll();
  asked = [];
  await collect();
  await until(() => asked[0]).toEqual({ after: String(START_MS + 4), page: '1' });
});

it('begins anew under another configuration', async () => {
  await collectedOnce();
  await endAll();
  asked = [];
  await collect(0.4);
  await until(() => asked.length).toBeGreaterThan(0);
  expect(asked[0]).toEqual({ after: null, page: '1' });
});

it('does not move, and nothing is recorded, when a page is missing', async () => {
  isSecondPageBroken = true;
  await collect();
  await until(() => asked.filter(({ page }) => page === '2').length).toBeGreaterThan(1);
  expect(await recorded()).toEqual([]);
  expect(asked.every(({ after }) => after === null)).toBe(true);
  isSecondPageBroken = false;
  await until(recorded).toEqual(['n1', 'n2', 'n3']);
});

it('does not pass what lies ahead of its time and was refused for that', async () => {
  await collectedOnce();
  items.push({ id: 'ahead', at: Date.now() + 2 * HOUR_MS });
  await until(() => asked.length).toBeGreaterThan(8);
  expect(asked.at(-1)?.after).toBe(String(START_MS + 3));
  expect(await recorded()).not.toContain('ahead');
});

async function collectedOnce(): Promise<void> {
  await collect();
  await until(() => asked.at(-1)?.after).toBe(String(START_MS + 3));
}
