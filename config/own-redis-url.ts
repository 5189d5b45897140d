/** Where the Redis of `npm start` listens, for commands that are given beside it. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where `npm start` keeps its files when DATA_DIR names no other folder. */
const DEFAULT_DATA_DIR = '.runtime/data';

export const dataDirOf = (env: Readonly<Record<string, string | undefined>>): string =>
  resolve(env['DATA_DIR'] || DEFAULT_DATA_DIR);

/** Of a start that runs, or was killed; undefined where there never was one. */
export function ownRedisUrl(dataDir: string): string | undefined {
  const folder = join(dataDir, 'redis');
  const record = join(folder, 'redis.json');
  if (!existsSync(record)) return undefined;
  const { port } = JSON.parse(readFileSync(record, 'utf8')) as { port: number };
  const password = readFileSync(join(folder, 'password'), 'utf8').trim();
  return `redis://:${password}@127.0.0.1:${port}`;
}
