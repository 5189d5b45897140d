/** A source that answers, and of which nothing is taken, is marked until something is. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCollector, type RunningCollector } from '../../collector/app.ts';
import type { Fetched } from '../../collector/fetched.ts';
import { untakenOf } from '../../collector/untaken.ts';
import { parseChangeEntry } from '../../shared/change-entry.ts';
import { redisKeys } from '../../shared/redis-keys.ts';
import type { SourceHealth } from '../../shared/source-health.ts';
import { withRedis } from '../fixtures/redis.ts';
import { tinyConfig } from '../fixtures/tiny-config.ts';

const NOW_MS = Date.UTC(2026, 10, 22);
const head = { status: '', headers: {}, bytes: 0 };
const of = (more: Partial<Extract<Fetched, { kind: 'document' }>['validated']>): Fetched => ({
  kind: 'document',
  validated: { observations: [], events: [], refusals: [], offered: 0, ...more },
  validators: undefined,
  state: undefined,
  head,
});
const seen = (observedAtMs: number) => ({ indicator: 'cars', place: 'tiny', value: 1, observedAtMs });
const unknown = { reason: 'unknown-place', words: '"x" is no known place' } as const;

describe('what is taken of an answer', () => {
  it.each<[string, Fetched, string | undefined, string | undefined]>([
    ['nothing, and all is refused', of({ refusals: [unknown] }), undefined, '"x" is no known place'],
    ['a part of it', of({ refusals: [unknown], observations: [seen(NOW_MS)] }), 'before', undefined],
    ['an empty one that says nothing', of({}), undefined, undefined],
    ['an empty one after one of which nothing was taken', of({}), 'before', 'before'],
    ['one that is unchanged since', { kind: 'unchanged', head }, 'before', 'before'],
    [
      'only a part passed over',
      of({ refusals: [{ reason: 'unreadable-part', words: 'a link' }] }),
      undefined,
      undefined,
    ],
    ['only times that lie ahead', of({ observations: [seen(NOW_MS + 120_000)] }), undefined, 'lies ahead'],
  ])('%s', (_what, fetched, before, words) => {
    const told = untakenOf(fetched, before, NOW_MS);
    if (words === undefined) expect(told).toBeUndefined();
    else expect(told).toContain(words);
  });
});

describe('a source of which nothing is taken', () => {
  const redis = withRedis({ appendonly: true });
  let upstream: Server;
  let collector: RunningCollector;
  let place = 'nowhere';
  let etag = '';
  beforeEach(async () => {
    upstream = createServer((request, response) => {
      if (etag !== '' && request.headers['if-none-match'] === etag) return response.writeHead(304).end();
      const headers = { 'content-type': 'application/json', ...(etag === '' ? {} : { etag }) };
      return response.writeHead(200, headers).end(JSON.stringify({ points: [{ place }, { place }] }));
    });
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    const yaml = `connector: http-json
everySeconds: 0.25
settings: { url: '\${UP}/' }
network: { cidrs: [127.0.0.0/8] }
mapping: '{ "observations": points.{ "indicator": "cars", "place": place, "value": 1, "observedAt": $nowMs } }'`;
    collector = await startCollector({
      config: tinyConfig([{ id: 'gates', domain: 'roads', yaml }]),
      redisUrl: redis().url,
      environment: { UP: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}` },
      log: pino({ level: 'silent' }),
    });
  });
  afterEach(async () => {
    await collector.close();
    upstream.closeAllConnections();
    upstream.close();
  });

  it('is marked, stays so while it says nothing new, and is well with the first value that is taken', async () => {
    const client = redis().connect();
    const health = async () =>
      JSON.parse((await client.hget(redisKeys.health('roads'), 'gates')) ?? '{}') as SourceHealth;
    const until = (ask: () => unknown) => expect.poll(ask, { timeout: 10_000, interval: 50 });
    await until(async () => (await health()).outcome).toBe('refused');
    expect(await health()).toMatchObject({
      observed: 2,
      refused: 2,
      message: 'nothing is taken, 2 refused; the first: cars: "nowhere" is no known place',
    });
    expect((await health()).lastOkMs).toBeUndefined();
    const changes = await client.xrange(redisKeys.changes('roads'), '-', '+');
    expect(changes.map(([id, fields]) => parseChangeEntry('roads', id, fields).outcome)).toContain('refused');

    // Nothing new is said, so nothing is better.
    etag = '"one"';
    const before = (await health()).lastAttemptMs;
    await until(async () => (await health()).lastAttemptMs - before).toBeGreaterThan(1_000);
    expect(await health()).toMatchObject({ outcome: 'refused', observed: 2, refused: 2 });

    place = 'tiny';
    etag = '"two"';
    await until(async () => (await health()).outcome).toMatch(/^(ok|unchanged)$/);
    expect(await health()).toMatchObject({ refused: 0, consecutiveFailures: 0 });
  });
});
