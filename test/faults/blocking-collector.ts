/** A collector whose http-json connector blocks its event loop on demand; otherwise the real one. */
import { pino } from 'pino';
import { startCollector } from '../../collector/app.ts';
import { readConfig } from '../../config/read-config.ts';

const { REDIS_URL = '', CONFIG_DIR = '' } = process.env;
await startCollector({
  config: await readConfig(CONFIG_DIR),
  redisUrl: REDIS_URL,
  environment: process.env,
  log: pino({ level: 'warn', base: { role: 'collector' } }),
  registry: new URL('./blocking-connectors.ts', import.meta.url).href,
});
