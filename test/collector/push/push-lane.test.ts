/** Push connectors that run wild: their thread is replaced, their link opened anew, and no other domain notices. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { startCollector, type RunningCollector } from '../../../collector/app.ts';
import { redisKeys } from '../../../shared/redis-keys.ts';
import type { SourceHealth } from '../../../shared/source-health.ts';
import { withRedis } from '../../fixtures/redis.ts';
import { tinyConfig } from '../../fixtures/tiny-config.ts';

const redis = withRedis();
const log = pino({ level: 'silent' });
const registry = new URL('./wild-pushes.ts', import.meta.url).href;
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  await redis().connect().flushall();
});

const mapped = (indicator: string) =>
  `mapping: '{ "observations": { "indicator": "${indicator}", "place": "${indicator === 'cars' ? 'tiny' : 'st-1'}", "value": n, "observedAt": atMs } }'`;

/** A wild source in one domain, a calm one in the other. */
async function collect(connector: string): Promise<RunningCollector> {
  const folder = mkdtempSync(join(tmpdir(), 'wall-wild-'));
  const once = join(folder, 'once');
  writeFileSync(once, '');
  const collector = await startCollector({
    config: tinyConfig([
      {
        id: 'wild',
        domain: 'roads',
        yaml: `connector: ${connector}\neverySeconds: 60\nsettings: { once: '${once}' }\n${mapped('cars')}`,
      },
      {
        id: 'calm',
        domain: 'water',
        yaml: `connector: calm\neverySeconds: 60\nsettings: {}\n${mapped('level')}`,
      },
    ]),
    redisUrl: redis().url,
    environment: {},
    log,
    registry,
  });
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= collector.close());
  open.push({
    close: async () => {
      await close();
      rmSync(folder, { recursive: true, force: true });
    },
  });
  return { ...collector, close };
}

const store = () => redis().connect();
const healthOf = async (domain: string, source: string) =>
  JSON.parse((await store().hget(redisKeys.health(domain), source)) ?? '{}') as Partial<SourceHealth>;
const pointsOf = (domain: string, series: string) => store().zcard(redisKeys.history(domain, series));
function until<T>(ask: () => T | Promise<T>) {
  return expect.poll(ask, { timeout: 20_000, interval: 25 });
}

/** Longest pause between two records of the calm source while something happens to the other, ms. */
async function longestPauseOf(work: Promise<unknown>): Promise<number> {
  let isOver = false;
  void work.finally(() => (isOver = true));
  let longestMs = 0;
  let last = { points: await pointsOf('water', 'level|st-1'), atMs: performance.now() };
  while (!isOver) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    const points = await pointsOf('water', 'level|st-1');
    if (points === last.points) continue;
    longestMs = Math.max(longestMs, performance.now() - last.atMs);
    last = { points, atMs: performance.now() };
  }
  await work;
  return longestMs;
}

describe('a push connector that', () => {
  it.each([
    ['hangs', 'timeout'],
    ['crashes', 'internal'],
  ])(
    '%s is marked, gets a new thread and goes on; the other domain does not notice',
    async (connector, reason) => {
      const collector = await collect(connector);
      await until(() => pointsOf('water', 'level|st-1')).toBeGreaterThan(3);
      const healing = (async () => {
        await until(async () => (await collector.metrics.linkFailures.get()).values[0]?.labels).toEqual({
          source: 'wild',
          reason,
        });
        await until(() => pointsOf('roads', 'cars|tiny')).toBeGreaterThan(5);
      })();
      expect(await longestPauseOf(healing)).toBeLessThan(2_500);
      expect(await healthOf('roads', 'wild')).toMatchObject({ outcome: 'ok' });
      expect(await healthOf('water', 'calm')).toMatchObject({ outcome: 'ok', consecutiveFailures: 0 });
      expect((await collector.metrics.linkFailures.get()).values).toHaveLength(1);
    },
  );

  it('delivers more than may be under way loses its link, not the collector', async () => {
    await collect('floods');
    await until(async () => (await healthOf('roads', 'wild')).outcome).toBe('internal');
    expect((await healthOf('roads', 'wild')).message).toContain('under way');
    await until(() => pointsOf('water', 'level|st-1')).toBeGreaterThan(5);
  });

  it('ends by itself is taken for a lost link', async () => {
    await collect('gives-up');
    await until(async () => (await healthOf('roads', 'wild')).outcome).toBe('unreachable');
    expect((await healthOf('roads', 'wild')).message).toBe('the link ended');
  });

  it('does not hear that it is to end holds up the end for a moment only', async () => {
    const collector = await collect('deaf');
    await until(() => pointsOf('roads', 'cars|tiny')).toBeGreaterThan(2);
    const startMs = performance.now();
    await collector.close();
    expect(performance.now() - startMs).toBeLessThan(4_000);
  });
});
