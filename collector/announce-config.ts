/** Each process says with which configuration it runs: a mismatch between two of them is shown. */
import type { Redis } from 'ioredis';
import { redisKeys } from '../shared/redis-keys.ts';

/** Processes say so this often, ms. */
export const PRESENCE_EVERY_MS = 10_000;

export interface Presence {
  readonly processId: string;
  readonly role: 'collector' | 'historian';
  readonly configHash: string;
}

export async function announceConfig(
  redis: Redis,
  { processId, role, configHash }: Presence,
  nowMs: number,
): Promise<void> {
  const word = { role, configHash, atMs: Math.round(nowMs) };
  await redis.hset(redisKeys.processes(), processId, JSON.stringify(word));
}
