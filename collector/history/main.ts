/** `npm run historian`: Redis → files. One process owns a history folder; it may be killed at any moment. */
import { resolve } from 'node:path';
import { pino } from 'pino';
import { configDirOf, readConfig } from '../../config/read-config.ts';
import { ConfigError } from '../../shared/errors.ts';
import { badLogLevel, logLevelOf, REFUSED_EXIT_CODE } from '../../shared/process-settings.ts';
import { endOnDemand } from '../end-on-demand.ts';
import { serveHealth } from '../health-server.ts';
import { connectRedis, sayOutages } from '../redis-connection.ts';
import { assertStoreUsable } from '../store/check-store.ts';
import { makeWritable } from '../store/redis-folder.ts';
import { StartError } from '../store/start-error.ts';
import { assertRestored } from '../store/unfinished-restore.ts';
import { startHistorian } from './app.ts';
import { historianSettings } from './historian-settings.ts';

const level = logLevelOf(process.env['LOG_LEVEL'], 'info');
const log = pino({ level: level ?? 'info', base: { role: 'historian' } });
/** An end that takes longer than this is cut short, ms: it goes on from its files. */
const STOP_WITHIN_MS = 4_000;

async function start() {
  if (level === undefined) throw new StartError(badLogLevel(process.env['LOG_LEVEL']));
  const { redisUrl, historyDir, everyMs } = historianSettings(process.env);
  const config = await readConfig(configDirOf(process.env));
  const folder = makeWritable(resolve(historyDir), 'HISTORY_DIR');
  assertRestored(folder);
  const redis = connectRedis(redisUrl);
  sayOutages(redis, log, 'waiting for Redis');
  await assertStoreUsable(redis);
  const historian = startHistorian({
    config,
    redis,
    folder,
    log,
    everyMs,
    onLockLost: () => process.exit(1),
  });
  const health = await serveHealth({
    variable: 'HISTORIAN_PORT',
    environment: process.env,
    registry: historian.metrics.registry,
    obstacle: () => historian.obstacle(),
  });
  return async () => {
    await historian.close();
    await health?.close();
    redis.disconnect();
  };
}

/** A refused start is one clear line; anything else is a defect and shows its stack. */
function refuse(error: unknown): never {
  if (error instanceof ConfigError || error instanceof StartError) {
    process.stderr.write(`${error.message}\n`);
    process.exit(REFUSED_EXIT_CODE);
  }
  log.fatal({ err: error }, 'the historian cannot start');
  process.exit(1);
}

const started = start();
endOnDemand(started, STOP_WITHIN_MS);
await started.catch(refuse);
