import { Redis } from 'ioredis';

/** What a Redis says of itself. */
export type RedisAnswer = { pid: number; configFile: string; isLoading: boolean };

/** A local server answers in well under a millisecond; a stopped one never does. */
const ANSWER_TIMEOUT_MS = 1_000;

/** Asks the Redis on a local port who it is; undefined when nobody answers to this password. */
export async function askRedis(options: {
  port: number;
  password: string;
}): Promise<RedisAnswer | undefined> {
  const client = new Redis({
    ...options,
    host: '127.0.0.1',
    lazyConnect: true,
    // INFO is answered while the data is still being loaded, which is part of what we ask.
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    connectTimeout: ANSWER_TIMEOUT_MS,
    commandTimeout: ANSWER_TIMEOUT_MS,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const fields = fieldsOf(await client.info());
    return {
      pid: Number(fields.get('process_id')),
      configFile: fields.get('config_file') ?? '',
      isLoading: fields.get('loading') === '1',
    };
  } catch {
    return undefined;
  } finally {
    // Disconnecting one whose socket has gone would leave a timer of two seconds behind.
    if (client.status !== 'end') client.disconnect();
  }
}

/** The `name:value` lines of an INFO reply. */
export function fieldsOf(infoReply: string): Map<string, string> {
  const lines = infoReply.split('\r\n').filter((line) => line.includes(':'));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]));
}
