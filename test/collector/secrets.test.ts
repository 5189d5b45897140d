/** S19: no secret stands in job data, logs, Redis or the API, whatever an upstream says back. */
import { Writable } from 'node:stream';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { startCollector } from '../../collector/app.ts';
import { startDisplay } from '../../display/server/app.ts';
import { schematicMap } from '../../display/server/map/schematic.ts';
import { redisKeys } from '../../shared/redis-keys.ts';
import { ISSUED_TOKEN, startEchoingUpstream } from '../fixtures/echoing-upstream.ts';
import { withRedis } from '../fixtures/redis.ts';
import { tinyConfig } from '../fixtures/tiny-config.ts';

const redis = withRedis({ appendonly: true });

const ENVIRONMENT = {
  QUERY_KEY: 'query-key-90210-abc',
  HEADER_KEY: 'header-key-31337-def',
  PASSWORD: 'password-27182-ghi',
  TOKEN: 'token-16180-jkl',
  CLIENT_SECRET: 'client-secret-14142-mno',
};
const SECRETS = [...Object.values(ENVIRONMENT), ISSUED_TOKEN];
/** As they travel in Basic authentication, and in part: a word that is cut may hold the beginning of one. */
const BASIC = [`wall:${ENVIRONMENT.PASSWORD}`, `wall:${ENVIRONMENT.CLIENT_SECRET}`].map((text) =>
  Buffer.from(text).toString('base64').slice(0, 24),
);
const BEGINNINGS = SECRETS.map((secret) => secret.slice(0, 12));
const AUTHS = [
  "{ kind: basic, user: wall, password: '${PASSWORD}' }",
  "{ kind: bearer, token: '${TOKEN}' }",
  "{ kind: oauth2, tokenUrl: '${UP}/token', clientId: wall, clientSecret: '${CLIENT_SECRET}' }",
  "{ kind: oauth2, tokenUrl: '${UP}/denied', clientId: wall, clientSecret: '${CLIENT_SECRET}', clientIn: body }",
];
const PATHS = ['status', 'denied', 'moved', 'malformed', 'charset', 'encoding', 'refused', 'cut', 'good'];
PATHS.push('refused-url', 'refused-header', 'refused-cut', 'thrown');

const sources = PATHS.flatMap((path) =>
  AUTHS.map((auth, n) => ({
    id: `${path}-${n}`,
    domain: 'roads' as const,
    yaml: `connector: http-json
everySeconds: 0.5
settings:
  url: \${UP}/${path}
  query: { key: '\${QUERY_KEY}' }
  headers: { X-SecretKey: '\${HEADER_KEY}' }
  auth: ${auth}
mapping: |
  { "observations": points.{ "indicator": indicator ? indicator : "cars", "place": place, "value": number ? $number(number) : value, "observedAt": $nowMs } }
network: { cidrs: [127.0.0.1/32] }`,
  })),
);

it('never says a secret again, however its upstreams say it back', async () => {
  const upstream = await startEchoingUpstream();
  let logged = '';
  const log = pino(
    { level: 'trace' },
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        logged += chunk.toString();
        done();
      },
    }),
  );
  const config = tinyConfig(sources);
  const environment = { ...ENVIRONMENT, UP: upstream.url };
  const collector = await startCollector({ config, redisUrl: redis().url, environment, log });
  const display = await startDisplay({
    settings: {
      host: '127.0.0.1',
      port: 0,
      redisUrl: redis().url,
      allowedOrigins: new Set(),
      entry: 'loopback',
    },
    config,
    map: schematicMap(config.places, config.province.mapMarginKm),
    log,
    webDist: join(tmpdir(), 'no-such-web-app'),
  });
  const client = redis().connect();
  try {
    // Every source was asked, and its fate recorded, more than once.
    await expect.poll(() => client.hlen(redisKeys.health('roads')), { timeout: 15_000 }).toBe(sources.length);
    const tokens = upstream.asked.get('token') ?? 0;
    await expect.poll(() => upstream.asked.get('refused') ?? 0, { timeout: 15_000 }).toBeGreaterThan(8);
    // One token serves every source with these credentials but the one that is told 401 with it.
    expect(tokens).toBeLessThan(PATHS.length * 3);
    const paths = ['sources?limit=200', 'indicators', 'province', 'events', 'processes', 'domains/roads'];
    const api = await Promise.all(
      paths.map(async (path) => (await fetch(`${display.url}/api/v1/${path}`)).text()),
    );
    const metrics = await (await fetch(`${display.url}/metrics`)).text();
    const kept = await everythingIn(client);
    const told = {
      logged,
      kept,
      api: api.join('\n'),
      metrics: metrics + (await collector.metrics.registry.metrics()),
    };
    expect(kept).toContain('refused-0');
    expect(told.api).toContain('refused-0');
    for (const [where, text] of Object.entries(told))
      for (const secret of [...SECRETS, ...BASIC, ...BEGINNINGS])
        expect(
          text.includes(secret),
          `${secret} in ${where}: ${text.slice(text.indexOf(secret) - 200, text.indexOf(secret) + 100)}`,
        ).toBe(false);
    // What was said back was there to be seen.
    expect(kept).toContain('***');
  } finally {
    client.disconnect();
    await display.stop();
    await collector.close();
    await upstream.close();
  }
}, 60_000);

/** Every key with its value, jobs and streams included. */
async function everythingIn(client: Redis): Promise<string> {
  const keys = await client.keys('*');
  const texts = await Promise.all(
    keys.map(async (key) => {
      const type = await client.type(key);
      const value = await read(client, key, type);
      return `${key} ${JSON.stringify(value)}`;
    }),
  );
  return texts.join('\n');
}

async function read(client: Redis, key: string, type: string): Promise<unknown> {
  switch (type) {
    case 'string':
      return client.get(key);
    case 'hash':
      return client.hgetall(key);
    case 'list':
      return client.lrange(key, 0, -1);
    case 'set':
      return client.smembers(key);
    case 'zset':
      return client.zrange(key, '0', '-1');
    case 'stream':
      return client.xrange(key, '-', '+');
    // Gone since the keys were listed.
    case 'none':
      return undefined;
    default:
      throw new Error(`a ${type} in Redis, which this test cannot read`);
  }
}
