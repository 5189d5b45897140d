/** The duty officer of the border zone: enters the last bulletin at start and each one at 20:00, over the wall's own API. */
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../fixtures/wall-rig.ts';
import { startProvince, type RunningProvince } from './province.ts';

interface Posted {
  readonly id: string;
  readonly when: string;
  readonly by: string;
  readonly values: readonly { readonly value: string }[];
}

let nowMs = Date.parse('2026-11-20T19:58:00+07:00');
/** The wall is not there yet. */
let isAway = true;
const posted: { entry: Posted; origin: string | undefined }[] = [];
let wall: Server;
let province: RunningProvince;

beforeAll(async () => {
  wall = createServer((request, response) => {
    void (async () => {
      let text = '';
      for await (const part of request) text += String(part);
      if (isAway) return void response.writeHead(503).end('{}');
      posted.push({ entry: JSON.parse(text) as Posted, origin: request.headers.origin });
      response.writeHead(request.url === '/api/v1/entries' ? 200 : 404).end('{}');
    })();
  });
  wall.listen(0, '127.0.0.1');
  await once(wall, 'listening');
  const displayUrl = `http://127.0.0.1:${(wall.address() as AddressInfo).port}`;
  province = await startProvince({ only: ['cua-khau-so'], nowMs: () => nowMs, displayUrl });
});
afterAll(async () => {
  await province.close();
  wall.close();
});

it('enters the last bulletin as soon as the wall takes it, and the next one after 20:00, each once', async () => {
  isAway = false;
  await until('the bulletin of the day before', () => posted.length > 0);
  nowMs += 60_000;
  // Another look of the officer at the same bulletin.
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(posted.map(({ entry }) => entry.when)).toEqual(['2026-11-19']);
  nowMs = Date.parse('2026-11-20T20:00:30+07:00');
  await until('the bulletin of the day', () => posted.length > 1);
  expect(posted.map(({ entry }) => entry.when)).toEqual(['2026-11-19', '2026-11-20']);
  const [{ entry, origin }] = posted as [(typeof posted)[number]];
  expect(entry.by).toBe('Trực ban Ban QL KKTCK');
  expect(entry.values.length).toBe(14);
  expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(new Set(posted.map((one) => one.entry.id)).size).toBe(2);
}, 30_000);
