/**
 * Puts a backup into an empty Redis and an empty history folder. The epochs come last and anew: every screen then takes
 * a snapshot, and a restore that was cut short is simply made again.
 */
import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { redisKeys } from '../../shared/redis-keys.ts';
import { makeFolder } from '../store/redis-folder.ts';
import { StartError } from '../store/start-error.ts';
import { decodeDump } from './domain-dump.ts';
import { readBackup, type Manifest } from './manifest.ts';

/** A process that said so within this time runs, ms. */
const ANNOUNCED_WITHIN_MS = 30_000;

export interface RestoreOptions {
  readonly redis: Redis;
  readonly historyDir: string;
  readonly configDir: string;
  readonly source: string;
  readonly nowMs: number;
}

export interface Restored {
  readonly manifest: Manifest;
  readonly keys: number;
  /** The configuration was put where none was; otherwise it stays in the backup. */
  readonly hasPutConfig: boolean;
}

export async function putBack(options: RestoreOptions): Promise<Restored> {
  const { redis, historyDir, configDir, source } = options;
  const manifest = await readBackup(source);
  await assertEmpty(options, manifest);
  const draft = `${historyDir}.restoring`;
  rmSync(draft, { recursive: true, force: true });
  makeFolder(draft);
  cpSync(join(source, 'history'), draft, { recursive: true });
  let keys = 0;
  for (const domain of manifest.domains) {
    for (const { key, ttlMs, payload } of decodeDump(readFileSync(join(source, 'redis', `${domain}.dump`)))) {
      await restoreKey(redis, key, ttlMs, payload);
      keys += 1;
    }
  }
  rmSync(historyDir, { recursive: true, force: true });
  renameSync(draft, historyDir);
  const hasPutConfig = !existsSync(configDir);
  if (hasPutConfig) cpSync(join(source, 'config'), configDir, { recursive: true });
  for (const domain of manifest.domains) await redis.set(redisKeys.epoch(domain), randomUUID());
  return { manifest, keys, hasPutConfig };
}

async function assertEmpty(
  { redis, historyDir, nowMs }: RestoreOptions,
  { domains }: Manifest,
): Promise<void> {
  const said = Object.values(await redis.hgetall(redisKeys.processes()));
  const running = said
    .map((text) => JSON.parse(text) as { role: string; atMs: number })
    .filter(({ role, atMs }) => role !== 'display' && nowMs - atMs < ANNOUNCED_WITHIN_MS);
  if (running.length > 0)
    throw new StartError(
      `a ${running[0]?.role} runs on this Redis; stop collectors and historian, wait half a minute, and restore then`,
    );
  for (const domain of domains)
    if ((await redis.exists(redisKeys.epoch(domain))) === 1)
      throw new StartError(
        `this Redis already holds ${domain}; restore into an empty one: another DATA_DIR, or another database in REDIS_URL`,
      );
  // A lock that was released is nobody's history.
  const held = existsSync(historyDir) ? readdirSync(historyDir).filter((name) => domains.includes(name)) : [];
  if (held.length > 0)
    throw new StartError(
      `${historyDir} already holds ${held[0]}; move it away, or set HISTORY_DIR to another`,
    );
}

async function restoreKey(redis: Redis, key: string, ttlMs: number, payload: Buffer): Promise<void> {
  try {
    await redis.restore(key, ttlMs, payload, 'REPLACE');
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    if (!/version or checksum/i.test(words)) throw error;
    throw new StartError(
      `this Redis cannot read the backup (${words}); use one that is not older than the one it was made on`,
    );
  }
}
