/** `npm run collector`: upstream → Redis. Ends politely on SIGTERM and SIGINT, and when its parent goes. */
import { pino } from 'pino';
import { configDirOf, readConfigFiles } from '../config/read-config.ts';
import { loadConfig } from '../shared/config/load.ts';
import { ConfigError } from '../shared/errors.ts';
import { badLogLevel, logLevelOf, REFUSED_EXIT_CODE } from '../shared/process-settings.ts';
import { startCollector } from './app.ts';
import { assertSourcesUsable } from './check-sources.ts';
import { endOnDemand } from './end-on-demand.ts';
import { serveHealth } from './health-server.ts';
import { collectorName, sayDoor, webhookDoor } from './push/push-settings.ts';
import { serveWebhooks } from './push/webhook-server.ts';
import { connectRedis, sayOutages } from './redis-connection.ts';
import { assertStoreUsable } from './store/check-store.ts';
import { StartError } from './store/start-error.ts';

const level = logLevelOf(process.env['LOG_LEVEL'], 'info');
const log = pino({ level: level ?? 'info', base: { role: 'collector' } });

async function start() {
  if (level === undefined) throw new StartError(badLogLevel(process.env['LOG_LEVEL']));
  const redisUrl = process.env['REDIS_URL'];
  if (redisUrl === undefined || redisUrl === '')
    throw new StartError(
      'REDIS_URL is not set; give the address of a Redis, or use `npm start`, which runs one',
    );
  const folder = configDirOf(process.env);
  const files = await readConfigFiles(folder);
  const config = loadConfig(files, { root: folder });
  assertSourcesUsable(config, files, folder);
  const redis = connectRedis(redisUrl);
  sayOutages(redis, log, 'waiting for Redis');
  await assertStoreUsable(redis).finally(() => redis.disconnect());
  const name = collectorName(process.env['COLLECTOR_NAME']);
  const door = webhookDoor(process.env);
  const collector = await startCollector({ config, redisUrl, environment: process.env, log, name });
  const health = await serveHealth({
    variable: 'COLLECTOR_PORT',
    environment: process.env,
    registry: collector.metrics.registry,
  });
  const webhooks = door === undefined ? undefined : await serveWebhooks({ ...door, ...collector.inbound });
  sayDoor(webhooks?.url, collector.inbound.sources, log);
  return async () => {
    // What has come is recorded before anything else ends.
    await webhooks?.close();
    await collector.close();
    await health?.close();
  };
}

/** A refused start is one clear line; anything else is a defect and shows its stack. */
function refuse(error: unknown): never {
  if (error instanceof ConfigError || error instanceof StartError) {
    process.stderr.write(`${error.message}\n`);
    process.exit(REFUSED_EXIT_CODE);
  }
  log.fatal({ err: error }, 'the collector cannot start');
  process.exit(1);
}

const started = start();
endOnDemand(started);
await started.catch(refuse);
