import { createServer, type Server } from 'node:net';
import { Redis } from 'ioredis';
import { afterEach, expect, it } from 'vitest';
import { assertStoreUsable } from '../../../collector/store/check-store.ts';
import { StartError } from '../../../collector/store/start-error.ts';
import { startTestRedis, type TestRedis, type TestRedisOptions } from '../../fixtures/redis.ts';

let redis: TestRedis | undefined;
afterEach(async () => {
  await redis?.stop();
  redis = undefined;
});

async function verdict(options: TestRedisOptions, password = ''): Promise<string> {
  redis ??= await startTestRedis(options);
  const client = redis.connect(password ? { username: 'guest', password } : {});
  return assertStoreUsable(client).then(
    () => 'usable',
    (error: unknown) => {
      expect(error).toBeInstanceOf(StartError);
      return (error as StartError).message;
    },
  );
}

/** A user such as hosted servers give: everything but CONFIG. */
async function startWithGuest(options: TestRedisOptions): Promise<TestRedis> {
  redis = await startTestRedis(options);
  await redis.connect().call('ACL', 'SETUSER', 'guest', 'on', '>secret', '~*', '&*', '+@all', '-config');
  return redis;
}

it.each<[string, TestRedisOptions, RegExp]>([
  ['appends every write', { appendonly: true }, /^usable$/],
  ['saves snapshots', { args: ['--save', '60 1'] }, /^usable$/],
  [
    'keeps nothing',
    {},
    /keeps nothing over a restart .* set `appendonly yes` in its redis\.conf and restart it$/,
  ],
  [
    'evicts',
    { appendonly: true, args: ['--maxmemory-policy', 'allkeys-lru'] },
    /has maxmemory-policy allkeys-lru, .* set `maxmemory-policy noeviction` in its redis\.conf and restart it$/,
  ],
])('judges a Redis that %s', async (_what, options, expected) => {
  expect(await verdict(options)).toMatch(expected);
});

it('asks for nothing that a hosted server forbids', async () => {
  await startWithGuest({ appendonly: true });
  expect(await verdict({}, 'secret')).toBe('usable');
});

it('knows by a snapshot taken that snapshots are, where CONFIG is forbidden', async () => {
  const server = await startWithGuest({});
  expect(await verdict({}, 'secret')).toMatch(/keeps nothing over a restart/);
  await new Promise((resolve) => setTimeout(resolve, 3_500));
  await server.connect().save();
  expect(await verdict({}, 'secret')).toBe('usable');
});

it('changes nothing in a Redis that is not ours', async () => {
  redis = await startTestRedis({ appendonly: true });
  const client = redis.connect();
  const before = JSON.stringify(await client.config('GET', '*'));
  await assertStoreUsable(client);
  expect(JSON.stringify(await client.config('GET', '*'))).toBe(before);
});

it('refuses a server older than 6.2', async () => {
  const server = await startSaying('# Server\r\nredis_version:6.0.16\r\n');
  const { port } = server.address() as { port: number };
  const client = new Redis({ port, protocol: 2, enableReadyCheck: false, disableClientInfo: true });
  await expect(assertStoreUsable(client)).rejects.toThrow(
    'the Redis of REDIS_URL is version 6.0.16, but 6.2 or newer is needed; upgrade it, or leave REDIS_URL unset',
  );
  client.disconnect();
  server.close();
});

it('says that a Redis which does not let itself be asked cannot be judged', async () => {
  redis = await startTestRedis();
  await redis.connect().call('ACL', 'SETUSER', 'guest', 'on', '>secret', '~*', '&*', '+@all', '-info');
  const client = redis.connect({ username: 'guest', password: 'secret', enableReadyCheck: false });
  await expect(assertStoreUsable(client)).rejects.toThrow(/cannot be asked for its state \(NOPERM/);
});

/** No package still carries a Redis that old, so this one only says that it is. */
async function startSaying(text: string): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('data', () => socket.write(`$${Buffer.byteLength(text)}\r\n${text}\r\n`));
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
