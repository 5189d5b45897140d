/**
 * Puts a backup into an empty Redis and an empty history folder. The epochs come last and anew: every screen then takes
 * a snapshot. A mark in the folder tells of a restore that was cut short, which is simply made again.
 */
import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { redisKeys } from '../../shared/redis-keys.ts';
import { makeFolder } from '../store/redis-folder.ts';
import { StartError } from '../store/start-error.ts';
import {
  beginRestore,
  endRestore,
  unfinishedRestore,
  type RestoredEpochs,
} from '../store/unfinished-restore.ts';
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
  readonly onStep?: ((step: RestoreStep) => void) | undefined;
}

/** Moments at which a restore may be killed; tests kill it at each. */
export type RestoreStep = 'marked' | 'copied' | 'key' | 'configured' | 'epoch';

export interface Restored {
  readonly manifest: Manifest;
  readonly keys: number;
  /** The configuration was put where none was; otherwise it stays in the backup. */
  readonly hasPutConfig: boolean;
}

export async function putBack(options: RestoreOptions): Promise<Restored> {
  const { redis, historyDir, configDir, source, onStep = () => {} } = options;
  const manifest = await readBackup(source);
  const folders = readdirSync(join(source, 'history'));
  const begun = unfinishedRestore(historyDir);
  await assertEmpty(options, manifest, folders, begun);
  const epochs = begun ?? Object.fromEntries(manifest.domains.map((domain) => [domain, randomUUID()]));
  makeFolder(historyDir);
  beginRestore(historyDir, epochs);
  onStep('marked');
  // Into the folder, which may be a disk of its own and cannot be exchanged.
  for (const name of folders) {
    rmSync(join(historyDir, name), { recursive: true, force: true });
    cpSync(join(source, 'history', name), join(historyDir, name), { recursive: true });
    onStep('copied');
  }
  let keys = 0;
  for (const domain of manifest.domains) {
    for (const { key, ttlMs, payload } of decodeDump(readFileSync(join(source, 'redis', `${domain}.dump`)))) {
      await restoreKey(redis, key, ttlMs, payload);
      keys += 1;
      onStep('key');
    }
  }
  const hasPutConfig = !existsSync(configDir);
  if (hasPutConfig) putConfig(join(source, 'config'), configDir);
  onStep('configured');
  for (const domain of manifest.domains) {
    await redis.set(redisKeys.epoch(domain), epochs[domain] ?? randomUUID());
    onStep('epoch');
  }
  endRestore(historyDir);
  return { manifest, keys, hasPutConfig };
}

/** Whole or not at all, for where there is one it is left alone. */
function putConfig(from: string, to: string): void {
  const draft = `${to}.restoring`;
  rmSync(draft, { recursive: true, force: true });
  cpSync(from, draft, { recursive: true });
  renameSync(draft, to);
}

/** What a restore of before put there is no obstacle. */
async function assertEmpty(
  { redis, historyDir, nowMs }: RestoreOptions,
  { domains }: Manifest,
  folders: readonly string[],
  begun: RestoredEpochs | undefined,
): Promise<void> {
  const said = Object.values(await redis.hgetall(redisKeys.processes()));
  const running = said
    .map((text) => JSON.parse(text) as { role: string; atMs: number })
    .filter(({ role, atMs }) => role !== 'display' && nowMs - atMs < ANNOUNCED_WITHIN_MS);
  if (running.length > 0)
    throw new StartError(
      `a ${running[0]?.role} runs on this Redis; stop collectors and historian, wait half a minute, and restore then`,
    );
  for (const domain of domains) {
    const epoch = await redis.get(redisKeys.epoch(domain));
    if (epoch !== null && epoch !== begun?.[domain])
      throw new StartError(
        `this Redis already holds ${domain}; restore into an empty one: another DATA_DIR, or another database in REDIS_URL`,
      );
  }
  if (begun !== undefined || !existsSync(historyDir)) return;
  // A lock that was released is nobody's history.
  const held = readdirSync(historyDir).filter((name) => folders.includes(name));
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
