/** A thread that dies during a poll is one failed poll: the next one succeeds, and no other domain noticed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { startCollector } from '../../../collector/app.ts';
import { redisKeys } from '../../../shared/redis-keys.ts';
import type { SourceHealth } from '../../../shared/source-health.ts';
import { withRedis } from '../../fixtures/redis.ts';
import { tinyConfig, type TinySource } from '../../fixtures/tiny-config.ts';

const redis = withRedis();
const DEATHS = 3;

it('counts the death of a thread as one failed poll of its own sources', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wall-lane-'));
  const order = join(folder, 'die');
  const yamlOf = (id: string, domain: TinySource['domain'], settings: string): TinySource => ({
    id,
    domain,
    yaml: `connector: dies-on-order\neverySeconds: 0.4\nsettings: ${settings}\nbreaker: { failures: 99 }\nmapping: '{}'`,
  });
  const collector = await startCollector({
    config: tinyConfig([
      yamlOf('victim', 'water', `{ file: '${order}' }`),
      yamlOf('bystander', 'roads', "{ file: '' }"),
    ]),
    redisUrl: redis().url,
    environment: {},
    log: pino({ level: 'silent' }),
    registry: new URL('../wild-connectors.ts', import.meta.url).href,
  });
  const client = redis().connect();
  const polls = async (source: string, outcome: string) =>
    (await collector.metrics.polls.get()).values.find(
      ({ labels }) => labels['source'] === source && labels['outcome'] === outcome,
    )?.value ?? 0;
  function until(ask: () => Promise<number>) {
    return expect.poll(ask, { timeout: 20_000, interval: 50 });
  }
  try {
    await until(() => polls('victim', 'ok')).toBeGreaterThan(0);
    await until(() => polls('bystander', 'ok')).toBeGreaterThan(0);
    for (let death = 1; death <= DEATHS; death += 1) {
      writeFileSync(order, '');
      await until(() => polls('victim', 'internal')).toBe(death);
      const before = await polls('victim', 'ok');
      await until(() => polls('victim', 'ok')).toBeGreaterThan(before + 1);
      expect(await polls('victim', 'internal')).toBe(death);
    }
    const health = JSON.parse(
      (await client.hget(redisKeys.health('water'), 'victim')) ?? '{}',
    ) as SourceHealth;
    expect(health).toMatchObject({ outcome: 'ok' });
    const others = (await collector.metrics.polls.get()).values.filter(
      ({ labels }) => labels['source'] === 'bystander' && labels['outcome'] !== 'ok',
    );
    expect(others).toEqual([]);
  } finally {
    client.disconnect();
    await collector.close();
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);
