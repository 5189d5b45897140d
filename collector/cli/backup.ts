/** `npm run backup -- <folder>`: Redis, history and configuration of a running wall into a folder. */
import { resolve } from 'node:path';
import { configDirOf, readConfig } from '../../config/read-config.ts';
import { ConfigError } from '../../shared/errors.ts';
import { backUp } from '../backup/back-up.ts';
import { StartError } from '../store/start-error.ts';
import { openWall } from './wall-parts.ts';

async function main(): Promise<number> {
  const target = process.argv[2];
  if (target === undefined) {
    console.error('found no folder, expected: npm run backup -- <folder that is not there yet>');
    return 1;
  }
  const configDir = resolve(configDirOf(process.env));
  const config = await readConfig(configDir);
  const wall = await openWall(process.env);
  const { redis, historyDir } = wall;
  try {
    const nowMs = Number((await redis.time())[0]) * 1_000;
    const { files } = await backUp({ redis, config, configDir, historyDir, target: resolve(target), nowMs });
    const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
    console.log(`${Object.keys(files).length} files, ${(bytes / 1e6).toFixed(1)} MB in ${target}`);
    return 0;
  } finally {
    await wall.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof StartError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
