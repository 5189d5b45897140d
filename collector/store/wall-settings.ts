import { join, resolve } from 'node:path';
import { badLogLevel, logLevelOf } from '../../shared/process-settings.ts';
import { StartError } from './start-error.ts';

export type WallSettings = {
  /** The folder of the checkout, in which children run. */
  root: string;
  host: string;
  port: number;
  dataDir: string;
  historyDir: string;
  runtimeDir: string;
  configDir: string;
  /** A Redis that is not ours; undefined starts one. */
  redisUrl: string | undefined;
  logLevel: string;
  env: NodeJS.ProcessEnv;
};

const HIGHEST_PORT = 65_535;

/** What the environment asks of a start in the checkout at `root`; an empty variable asks nothing. */
export function readWallSettings(root: string, env: NodeJS.ProcessEnv): WallSettings {
  const port = Number(env['PORT'] || '8080');
  if (!Number.isInteger(port) || port < 1 || port > HIGHEST_PORT) {
    throw new StartError(`PORT is "${env['PORT']}"; set it to a number from 1 to ${HIGHEST_PORT}`);
  }
  const logLevel = logLevelOf(env['LOG_LEVEL'], 'warn');
  if (logLevel === undefined) throw new StartError(badLogLevel(env['LOG_LEVEL']));
  const dataDir = resolve(root, env['DATA_DIR'] || '.runtime/data');
  return {
    root,
    port,
    host: env['HOST'] || '127.0.0.1',
    dataDir,
    historyDir: resolve(root, env['HISTORY_DIR'] || join(dataDir, 'history')),
    runtimeDir: resolve(root, '.runtime'),
    configDir: resolve(root, env['CONFIG_DIR'] || 'config/lang-son'),
    redisUrl: env['REDIS_URL'] || undefined,
    logLevel,
    env,
  };
}
