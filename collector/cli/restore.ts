/** `npm run restore -- <folder>`: a backup into an empty Redis and an empty history folder, under new epochs. */
import { resolve } from 'node:path';
import { configDirOf } from '../../config/read-config.ts';
import { putBack } from '../backup/put-back.ts';
import { StartError } from '../store/start-error.ts';
import { openWall } from './wall-parts.ts';

async function main(): Promise<number> {
  const source = process.argv[2];
  if (source === undefined) {
    console.error('found no folder, expected: npm run restore -- <folder of a backup>');
    return 1;
  }
  const configDir = resolve(configDirOf(process.env));
  const wall = await openWall(process.env);
  const { redis, historyDir } = wall;
  try {
    const nowMs = Number((await redis.time())[0]) * 1_000;
    const options = { redis, historyDir, configDir, source: resolve(source), nowMs };
    const { manifest, keys, hasPutConfig } = await putBack(options);
    console.log(
      `${keys} keys and the history of ${manifest.domains.length} domains are back, as of ${new Date(manifest.createdAtMs).toISOString()}`,
    );
    console.log(
      hasPutConfig
        ? `the configuration is in ${configDir}`
        : `the configuration in ${configDir} was left as it is; that of the backup is in ${source}/config`,
    );
    return 0;
  } finally {
    await wall.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
