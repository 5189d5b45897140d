/** Which processes run, and with which configuration: a mismatch between two of them is shown. */
import type { Redis } from 'ioredis';
import { redisKeys } from '../../../shared/redis-keys.ts';

/** A process says that it runs this often, ms. */
export const ANNOUNCE_EVERY_MS = 10_000;
/** One that did not say so for this long has ended, ms. */
const GONE_AFTER_MS = 60_000;

export interface RunningProcess {
  readonly id: string;
  readonly role: string;
  readonly configHash: string;
  readonly atMs: number;
}

export async function announceProcess(redis: Redis, { id, ...said }: RunningProcess): Promise<void> {
  await redis.hset(redisKeys.processes(), id, JSON.stringify(said));
}

export async function retireProcess(redis: Redis, id: string): Promise<void> {
  await redis.hdel(redisKeys.processes(), id);
}

/** Those that run, by id. Those that ended without a word are forgotten. */
export async function readProcesses(redis: Redis, nowMs: number): Promise<RunningProcess[]> {
  const said = Object.entries(await redis.hgetall(redisKeys.processes()));
  const all = said.map(([id, text]) => ({ id, ...(JSON.parse(text) as Omit<RunningProcess, 'id'>) }));
  const gone = all.filter(({ atMs }) => nowMs - atMs >= GONE_AFTER_MS).map(({ id }) => id);
  if (gone.length > 0) await redis.hdel(redisKeys.processes(), ...gone);
  return all.filter(({ id }) => !gone.includes(id)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
