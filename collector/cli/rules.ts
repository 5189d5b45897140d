/** `npm run rules [-- adopt <rule>]`: what the files say of alert rules and is not in force; puts one in force. */
import { configDirOf, readConfig } from '../../config/read-config.ts';
import type { PendingRevision } from '../../shared/alert/revision.ts';
import { ConfigError, ConflictError } from '../../shared/errors.ts';
import { RuleStore } from '../alerting/rule-store.ts';
import { StartError } from '../store/start-error.ts';
import { openWall } from './wall-parts.ts';

/** Who did it, for the revision: this command knows no person. */
const BY = 'npm run rules';
const USAGE = 'expected: npm run rules, or npm run rules -- adopt <rule>';

async function main(): Promise<number> {
  const [verb, id] = process.argv.slice(2);
  if (verb !== undefined && (verb !== 'adopt' || id === undefined)) {
    console.error(`found "${process.argv.slice(2).join(' ')}", ${USAGE}`);
    return 1;
  }
  const config = await readConfig(configDirOf(process.env));
  const wall = await openWall(process.env);
  try {
    const stores = config.domains.map((domain) => new RuleStore(wall.redis, domain.id));
    for (const [at, store] of stores.entries())
      await store.seed(
        config.rules.find(({ domain }) => domain === config.domains[at]?.id)?.rules ?? [],
        Date.now(),
      );
    const pending = new Map<
      string,
      { readonly store: RuleStore; readonly change: PendingRevision['change'] }
    >();
    for (const store of stores)
      for (const [rule, { change }] of await store.pending()) pending.set(rule, { store, change });
    if (id === undefined) return list(pending);
    const found = pending.get(id);
    if (found === undefined) {
      console.error(
        `found nothing pending for "${id}", expected one of: ${[...pending.keys()].join(', ') || 'none'}`,
      );
      return 1;
    }
    const { revision } = await found.store.adopt(id, BY, Number((await wall.redis.time())[0]) * 1_000);
    console.log(`${id}: ${found.change}, in force as revision ${revision}`);
    return 0;
  } finally {
    await wall.close();
  }
}

function list(pending: ReadonlyMap<string, { readonly change: PendingRevision['change'] }>): number {
  for (const [id, { change }] of pending) console.log(`${id}: ${change} in the files, not in force`);
  console.log(
    pending.size === 0 ? 'the files say what is in force' : 'npm run rules -- adopt <rule> puts one in force',
  );
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof StartError || error instanceof ConflictError))
    throw error;
  console.error(error.message);
  process.exitCode = 1;
}
