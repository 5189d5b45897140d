/**
 * Writes a backup of a running wall: Redis, history and configuration. Redis comes first, each domain at one instant;
 * then those segments of history that end before it. What is in neither is in the history log, which Redis brought.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { compareStreamIds } from '../../shared/change-entry.ts';
import type { ProvinceConfig } from '../../shared/config/province-config.ts';
import { parseSegmentName } from '../../shared/history/segment.ts';
import {
  CONFIGS_FOLDER,
  FOLLOWED_FILE,
  JOURNAL_FOLDER,
  OPEN_BLOCK,
  parseBlockName,
} from '../../shared/journal/block-range.ts';
import { fingerprintOf, syncPath, writeDurably, type Fingerprint } from '../history/durable.ts';
import { MERGE_LOCK } from '../history/upkeep.ts';
import { tryLock, type FolderLock } from '../store/folder-lock.ts';
import { makeFolder } from '../store/redis-folder.ts';
import { StartError } from '../store/start-error.ts';
import { dumpDomain, encodeDump } from './domain-dump.ts';
import { MANIFEST, type Manifest } from './manifest.ts';

export interface BackupOptions {
  readonly redis: Redis;
  readonly config: ProvinceConfig;
  readonly configDir: string;
  readonly historyDir: string;
  /** Made; refused when it is there already. */
  readonly target: string;
  readonly nowMs: number;
}

const LOCK_PATIENCE_MS = 60_000;
const LOCK_RETRY_MS = 200;
/** Blocks are closed hours apart. */
const JOURNAL_ATTEMPTS = 3;

export async function backUp(options: BackupOptions): Promise<Manifest> {
  const { redis, config, configDir, historyDir, target, nowMs } = options;
  if (existsSync(target) && readdirSync(target).length > 0)
    throw new StartError(`${target} is not empty; name a folder that is not there yet`);
  makeFolder(target);
  const domains = config.domains.map(({ id }) => id);
  const lock = await pauseMerging(historyDir);
  try {
    mkdirSync(join(target, 'redis'));
    for (const domain of domains) {
      const { lastId, keys } = await dumpDomain(redis, domain);
      await writeFile(join(target, 'redis', `${domain}.dump`), encodeDump(keys));
      copyHistory(historyDir, target, domain, lastId);
    }
    // Of one that is configured no more nothing comes to the log.
    for (const domain of formerDomains(historyDir, domains))
      copyHistory(historyDir, target, domain, undefined);
    copyWhole(join(historyDir, CONFIGS_FOLDER), join(target, 'history', CONFIGS_FOLDER));
  } finally {
    lock.release();
  }
  cpSync(configDir, join(target, 'config'), { recursive: true });
  const files: Record<string, Fingerprint> = {};
  for (const path of filesUnder(target)) {
    syncPath(path);
    files[relative(target, path)] = await fingerprintOf(path);
  }
  const manifest: Manifest = { version: 1, createdAtMs: nowMs, configHash: config.hash, domains, files };
  writeDurably(join(target, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`);
  syncPath(target);
  return manifest;
}

/** A merge could put a segment that belongs to the backup into one that reaches beyond it. */
async function pauseMerging(historyDir: string): Promise<FolderLock> {
  const giveUpAtMs = performance.now() + LOCK_PATIENCE_MS;
  for (;;) {
    const attempt = tryLock(historyDir, MERGE_LOCK);
    if (attempt.ok) return attempt.lock;
    if (performance.now() > giveUpAtMs)
      throw new StartError(
        `history is being merged or backed up by process ${attempt.holderPid}; try again when it has ended`,
      );
    await sleep(LOCK_RETRY_MS);
  }
}

function copyHistory(historyDir: string, target: string, domain: string, lastId: string | undefined): void {
  const [from, to] = [join(historyDir, domain), join(target, 'history', domain)];
  copySegments(from, to, lastId);
  copyJournal(join(from, JOURNAL_FOLDER), join(to, JOURNAL_FOLDER));
}

/** Domains whose history is kept though they are configured no more. */
function formerDomains(historyDir: string, domains: readonly string[]): string[] {
  if (!existsSync(historyDir)) return [];
  return readdirSync(historyDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !domains.includes(entry.name))
    .map(({ name }) => name)
    .filter((name) => name !== CONFIGS_FOLDER && !name.startsWith('.'));
}

/** @param lastId of the log; what reaches beyond it is not in the backup. Undefined: everything is. */
function copySegments(from: string, to: string, lastId: string | undefined): void {
  mkdirSync(to, { recursive: true });
  if (!existsSync(from)) return;
  for (const name of readdirSync(from)) {
    const range = parseSegmentName(name);
    if (range === undefined) continue;
    if (lastId === undefined || compareStreamIds(range.to, lastId) <= 0)
      cpSync(join(from, name), join(to, name), { recursive: true });
  }
}

/** While it is copied the open block may be closed, and another take its place: then it is copied once more. */
function copyJournal(from: string, to: string): void {
  for (let attempt = 0; attempt < JOURNAL_ATTEMPTS; attempt += 1) {
    rmSync(to, { recursive: true, force: true });
    // How far was followed before what was told by then.
    for (const name of [FOLLOWED_FILE, OPEN_BLOCK])
      if (existsSync(join(from, name))) cpSync(join(from, name), join(to, name));
    copyWhole(from, to, [FOLLOWED_FILE, OPEN_BLOCK]);
    if (!existsSync(join(to, OPEN_BLOCK))) return;
    const [header = ''] = readFileSync(join(to, OPEN_BLOCK), 'utf8').split('\n', 1);
    if (!readdirSync(to).some((name) => header.includes(`"start":"${parseBlockName(name)?.start}"`))) return;
  }
}

/** What grows meanwhile is taken as far as it is; whoever reads it knows a torn end. */
function copyWhole(from: string, to: string, without: readonly string[] = []): void {
  const isWanted = (path: string) => !basename(path).includes('draft') && !without.includes(basename(path));
  if (existsSync(from)) cpSync(from, to, { recursive: true, filter: isWanted });
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}
