/**
 * `npm run history:import -- <file.csv>`: puts past figures into history, while the wall runs. Names every problem by
 * line and column and then imports nothing; the same file again imports nothing twice.
 */
import { readFile } from 'node:fs/promises';
import { configDirOf, readConfig } from '../../config/read-config.ts';
import { ConfigError } from '../../shared/errors.ts';
import { openDuck } from '../history/duck.ts';
import { importPast } from '../history/import/import-past.ts';
import { readPastFacts } from '../history/import/read-csv.ts';
import { StartError } from '../store/start-error.ts';
import { openWall } from './wall-parts.ts';

async function main(): Promise<number> {
  const file = process.argv[2];
  if (file === undefined) {
    console.error('found no file, expected: npm run history:import -- <file.csv>');
    return 1;
  }
  const config = await readConfig(configDirOf(process.env));
  const wall = await openWall(process.env);
  const { redis, historyDir } = wall;
  const duck = await openDuck();
  try {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new StartError(`${file} cannot be read (${error.code}); give a CSV file`);
    });
    const nowMs = Number((await redis.time())[0]) * 1_000;
    const facts = readPastFacts(file, text, config, nowMs);
    if (facts.length === 0) throw new StartError(`${file} has no figure below its first line; add some`);
    const { timeZone } = config.province;
    const results = await importPast(facts, { redis, connection: duck.connection, historyDir, timeZone });
    for (const { domain, appended, known } of results)
      console.log(`${domain}: ${appended} figures go to history, ${known} were known already`);
    if (results.some(({ appended }) => appended > 0))
      console.log('the historian writes them with its next round; until then they wait in Redis');
    return 0;
  } finally {
    duck.close();
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
