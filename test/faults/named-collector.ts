/** A collector that finds its upstreams by name, from the name server of the row; otherwise the real one. */
import { pino } from 'pino';
import { startCollector } from '../../collector/app.ts';
import { readConfig } from '../../config/read-config.ts';

const { REDIS_URL = '', CONFIG_DIR = '', NAME_SERVER = '' } = process.env;
/** `http://127.0.0.1:4711` of `LINH_VUC_1_URL` becomes `http://linh-vuc-1.test:4711`. */
const named = Object.entries(process.env).map(([name, value]) => {
  const system = /^(.+)_URL$/.exec(name)?.[1];
  const isUpstream = system !== undefined && value?.startsWith('http://127.0.0.1:') === true;
  const host = `${system?.toLowerCase().replaceAll('_', '-')}.test`;
  return [name, isUpstream ? value?.replace('127.0.0.1', host) : value] as const;
});
await startCollector({
  config: await readConfig(CONFIG_DIR),
  redisUrl: REDIS_URL,
  environment: Object.fromEntries(named),
  log: pino({ level: 'warn', base: { role: 'collector' } }),
  nameServers: [NAME_SERVER],
});
