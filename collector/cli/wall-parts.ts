/**
 * Where a command finds the Redis and the history of a wall: by the environment, or where `npm start` keeps its own,
 * which is started for as long as the command needs it when it does not run.
 */
import { join, resolve } from 'node:path';
import { Redis } from 'ioredis';
import { dataDirOf, ownRedisUrl } from '../../config/own-redis-url.ts';
import { startRedisServer } from '../store/redis-server.ts';
import { StartError } from '../store/start-error.ts';

export interface WallParts {
  readonly redis: Redis;
  readonly historyDir: string;
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 5_000;

/** @throws StartError when the Redis that is named does not answer, or none can be started. */
export async function openWall(environment: NodeJS.ProcessEnv): Promise<WallParts> {
  const dataDir = dataDirOf(environment);
  const historyDir = resolve(environment['HISTORY_DIR'] || join(dataDir, 'history'));
  const named = environment['REDIS_URL'] || undefined;
  const found = await connect(named ?? ownRedisUrl(dataDir));
  if (!(found instanceof Error)) {
    return { redis: found, historyDir, close: () => Promise.resolve(found.disconnect()) };
  }
  if (named !== undefined)
    throw new StartError(`the Redis cannot be reached (${found.message}); start it, or correct REDIS_URL`);
  const server = await startRedisServer({
    dataDir: join(dataDir, 'redis'),
    runtimeDir: resolve('.runtime'),
    onLine: (line) => process.stderr.write(`${line}\n`),
  });
  const redis = await connect(server.url);
  if (redis instanceof Error) throw redis;
  return {
    redis,
    historyDir,
    close: async () => {
      redis.disconnect();
      await server.stop();
    },
  };
}

async function connect(url: string | undefined): Promise<Redis | Error> {
  if (url === undefined) return new Error('none is named');
  const redis = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: CONNECT_TIMEOUT_MS,
  });
  let reason = new Error('no answer');
  redis.on('error', (error: Error) => (reason = error));
  try {
    await redis.connect();
    return redis;
  } catch {
    redis.disconnect();
    return reason;
  }
}
