/** Connections to Redis: one for commands, one per followed stream, for a blocking read holds its connection. */
import { Redis, type RedisOptions } from 'ioredis';

/** How long to wait between attempts to reach Redis, ms. ioredis's own back-off costs seconds after an outage. */
const RETRY_EVERY_MS = 100;
const CONNECT_TIMEOUT_MS = 2_000;
/** A command that Redis did not answer for this long has failed for whoever asked, ms. */
export const COMMAND_TIMEOUT_MS = 2_000;

/**
 * Nothing waits in a queue for Redis to return and nothing is sent twice: whoever asked learns at once that it
 * is away, and decides.
 */
const OPTIONS = {
  lazyConnect: true,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  retryStrategy: () => RETRY_EVERY_MS,
  // A Redis that still loads its file would otherwise be asked again only after a second.
  maxLoadingRetryTime: RETRY_EVERY_MS,
  connectTimeout: CONNECT_TIMEOUT_MS,
} satisfies RedisOptions;

/** For short commands. Errors of the connection show in every command; here they are only kept from being thrown. */
export function openCommands(url: string): Redis {
  return connecting(new Redis(url, { ...OPTIONS, commandTimeout: COMMAND_TIMEOUT_MS }));
}

/** For one blocking read at a time; the reader watches its own deadline. */
export function openReader(url: string): Redis {
  return connecting(new Redis(url, OPTIONS));
}

function connecting(redis: Redis): Redis {
  redis.on('error', () => undefined);
  // A first attempt that fails is followed by others, as after any loss.
  redis.connect().catch(() => undefined);
  return redis;
}

/** Waits until a connection that was just begun is made, or is not to be had for now. */
export function untilConnected(redis: Redis): Promise<void> {
  if (redis.status === 'ready') return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      redis.off('ready', end).off('close', end);
      resolve();
    };
    const timer = setTimeout(end, CONNECT_TIMEOUT_MS);
    redis.on('ready', end).on('close', end);
  });
}
