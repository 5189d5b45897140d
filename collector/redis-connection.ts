/** How the collector connects to Redis. */
import { Redis, type RedisOptions } from 'ioredis';

/** Back within a fifth of a second; the libraries' own back-off costs up to 13 s after an outage. */
const RETRY_MS = 200;
const CONNECT_TIMEOUT_MS = 2_000;

/** BullMQ makes connections of its own out of these; it wants commands to wait rather than fail. */
export const REDIS_BEHAVIOUR = {
  maxRetriesPerRequest: null,
  retryStrategy: () => RETRY_MS,
  connectTimeout: CONNECT_TIMEOUT_MS,
  // A restarted Redis answers LOADING for a moment: as good as away.
  reconnectOnError: (error: Error) =>
    error.message.startsWith('LOADING') || error.message.startsWith('READONLY') ? 2 : false,
} as const satisfies Omit<RedisOptions, 'replyMapping'>;

export function connectRedis(url: string): Redis {
  return new Redis(url, REDIS_BEHAVIOUR);
}
