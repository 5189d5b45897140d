import type { Redis } from 'ioredis';
import { fieldsOf } from './ask-redis.ts';
import { isNewEnough, OLDEST_REDIS_VERSION } from './redis-version.ts';
import { StartError } from './start-error.ts';

/** A save this soon after the server's start is the time Redis pretends to have saved at, not a save. */
const STARTUP_SAVE_S = 2;

/**
 * Refuses a Redis on which the wall could lose or falsify a number: too old, evicting, or forgetting.
 * It only looks; the configuration of a Redis that is not ours is its owner's to change.
 */
export async function assertStoreUsable(redis: Redis): Promise<void> {
  const fields = await readFields(redis);
  const version = fields.get('redis_version') ?? 'unknown';
  if (!isNewEnough(version)) {
    throw new StartError(
      `the Redis of REDIS_URL is version ${version}, but ${OLDEST_REDIS_VERSION} or newer is needed; upgrade it, or leave REDIS_URL unset`,
    );
  }
  const policy = fields.get('maxmemory_policy');
  if (policy !== 'noeviction') {
    throw new StartError(
      `the Redis of REDIS_URL has maxmemory-policy ${policy ?? 'unknown'}, which may drop numbers, but noeviction is needed; set \`maxmemory-policy noeviction\` in its redis.conf and restart it`,
    );
  }
  if (fields.get('aof_enabled') !== '1' && !(await savesSnapshots(redis, fields))) {
    throw new StartError(
      'the Redis of REDIS_URL keeps nothing over a restart (appendonly no, save ""), but persistence is needed; set `appendonly yes` in its redis.conf and restart it',
    );
  }
}

async function readFields(redis: Redis): Promise<Map<string, string>> {
  try {
    return fieldsOf(await redis.info());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(
      `the Redis of REDIS_URL cannot be asked for its state (${reason}); check its address, password and that the user may run INFO`,
    );
  }
}

/** Where CONFIG is forbidden, as on hosted servers, snapshots show in that one was taken since the start. */
async function savesSnapshots(redis: Redis, fields: Map<string, string>): Promise<boolean> {
  const reply = await redis.call('CONFIG', 'GET', 'save').catch(() => undefined);
  if (reply === undefined) {
    const nowS = Number(fields.get('server_time_usec')) / 1e6;
    const startedAtS = nowS - Number(fields.get('uptime_in_seconds'));
    return Number(fields.get('rdb_last_save_time')) > startedAtS + STARTUP_SAVE_S;
  }
  // RESP2 answers with a list of names and values, RESP3 with a map.
  const points = Array.isArray(reply) ? reply[1] : (reply as { save?: unknown }).save;
  return points !== '';
}
