/** How the collector connects to Redis. */
import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from 'pino';

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

/** Says each cause of an outage once: the same line five times a second would bury all others. */
export function sayOutages(redis: Redis, log: Logger, words: string): void {
  const said = new Set<string>();
  redis.on('ready', () => said.clear());
  redis.on('error', (error: Error & { code?: string }) => {
    // Of several addresses that all fail the message is empty, and the code tells.
    const cause = error.message || (error.code ?? error.name);
    if (said.has(cause)) return;
    if (said.size < MAX_CAUSES) said.add(cause);
    log.warn({ err: cause }, words);
  });
}

/** Causes remembered in one outage; there are a handful. */
const MAX_CAUSES = 50;
