import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { tryLock, type FolderLock } from './folder-lock.ts';
import { StartError } from './start-error.ts';

const run = promisify(execFile);

const APT_GET = '/usr/bin/apt-get';
const APT_CACHE = '/usr/bin/apt-cache';
const DPKG = '/usr/bin/dpkg';
/** Enough for a slow line: some 10 MB of package lists and 5 MB of packages. */
const STEP_TIMEOUT_MS = 180_000;
const LOCK_WAIT_MS = 2 * STEP_TIMEOUT_MS;
const LOCK_POLL_MS = 100;
const WORK_PREFIX = 'redis-fetching-';
/** apt is terse under -q; far more than it ever prints. */
const LONGEST_OUTPUT_BYTES = 16 * 1024 * 1024;

/** Whether this system has what fetching needs: apt and dpkg, so Debian, Ubuntu and their kin. */
export function canFetchRedis(): boolean {
  return process.platform === 'linux' && [APT_GET, APT_CACHE, DPKG].every(existsSync);
}

/**
 * Fetches the distribution's own Redis and the libraries it links into `folder`, without root.
 *
 * Everything happens in a folder beside it that is renamed when it is whole, under a lock:
 * of two starts side by side one fetches and the other waits for it, and a start that is
 * killed half-way leaves nothing that looks finished.
 */
export async function fetchRedis(options: {
  folder: string;
  /** Whether a folder holds a server that runs and is new enough. */
  isUsable: (folder: string) => boolean;
  signal?: AbortSignal | undefined;
}): Promise<void> {
  const { folder, isUsable, signal } = options;
  const parent = dirname(folder);
  try {
    mkdirSync(parent, { recursive: true });
    const lock = await waitForLock(parent, `${basename(folder)}-fetch`, signal);
    try {
      if (!isUsable(folder)) await fetchUnderLock(folder, parent, isUsable, signal);
    } finally {
      lock.release();
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw new StartError(
      `fetching Redis into ${folder} failed (${shortReason(error)}); install it with \`sudo apt-get install redis-server\`, or set REDIS_URL`,
    );
  }
}

async function fetchUnderLock(
  folder: string,
  parent: string,
  isUsable: (folder: string) => boolean,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const left of readdirSync(parent).filter((name) => name.startsWith(WORK_PREFIX))) {
    rmSync(join(parent, left), { recursive: true, force: true });
  }
  const work = mkdtempSync(join(parent, WORK_PREFIX));
  try {
    const unpacked = await downloadAndUnpack(work, signal);
    if (!isUsable(unpacked)) throw new Error('the one in this system’s packages does not run or is too old');
    rmSync(folder, { recursive: true, force: true });
    renameSync(unpacked, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function downloadAndUnpack(work: string, signal: AbortSignal | undefined): Promise<string> {
  const packages = join(work, 'packages');
  const unpacked = join(work, 'unpacked');
  for (const dir of ['state/lists/partial', 'cache/archives/partial', 'packages', 'unpacked']) {
    mkdirSync(join(work, dir), { recursive: true });
  }
  const step = (file: string, args: string[]) =>
    run(file, args, {
      cwd: packages,
      timeout: STEP_TIMEOUT_MS,
      maxBuffer: LONGEST_OUTPUT_BYTES,
      signal,
      env: { ...process.env, LC_ALL: 'C' },
    });
  const configuration = join(work, 'apt.conf');
  writeFileSync(configuration, aptConfiguration(work));
  const privately = ['-q', '-c', configuration];

  // A source that cannot be reached is only a warning, and right so: another may have what we need.
  const { stderr: warnings } = await step(APT_GET, [...privately, 'update']);
  const { stdout } = await step(APT_CACHE, [...privately, 'depends', 'redis-server', 'redis-tools']).catch(
    (error: unknown) => {
      const unreachable = /^W: Failed to fetch (.*)$/m.exec(warnings)?.[1];
      throw unreachable ? new Error(`cannot fetch ${unreachable.trim()}`) : error;
    },
  );
  // The C library must stay the system's own: another one under LD_LIBRARY_PATH ends the process at once.
  const libraries = [...stdout.matchAll(/^ +\|?Depends: ((?:lib|lua)\S+)$/gm)].flatMap(
    (match) => match[1] ?? [],
  );
  const wanted = new Set(libraries.filter((name) => name !== 'libc6'));
  await step(APT_GET, [...privately, 'download', 'redis-server', 'redis-tools', ...wanted]);
  for (const file of readdirSync(packages)) await step(DPKG, ['-x', join(packages, file), unpacked]);
  return unpacked;
}

/** The system's sources and keys, but lists and caches of our own, which need no root. */
function aptConfiguration(work: string): string {
  const lines = [
    // Hooks of the system would tidy its caches, which are none of our business.
    '#clear APT::Update::Pre-Invoke;',
    '#clear APT::Update::Post-Invoke;',
    '#clear APT::Update::Post-Invoke-Success;',
    `Dir::State "${join(work, 'state')}";`,
    `Dir::State::lists "${join(work, 'state', 'lists')}";`,
    `Dir::Cache "${join(work, 'cache')}";`,
    'Acquire::Languages "none";',
    'Acquire::Retries "3";',
    'Acquire::http::Timeout "30";',
    'Acquire::https::Timeout "30";',
  ];
  // As root apt would hand the download to a user who may not enter our folder.
  if (process.getuid?.() === 0) lines.push('APT::Sandbox::User "root";');
  return lines.join('\n');
}

async function waitForLock(
  folder: string,
  name: string,
  signal: AbortSignal | undefined,
): Promise<FolderLock> {
  const deadlineMs = Date.now() + LOCK_WAIT_MS;
  for (;;) {
    const attempt = tryLock(folder, name);
    if (attempt.ok) return attempt.lock;
    if (Date.now() > deadlineMs) throw new Error(`process ${attempt.holderPid} has been at it for too long`);
    await sleep(LOCK_POLL_MS, undefined, signal ? { signal } : {});
  }
}

/** apt says what failed on its last `E:` line. */
function shortReason(error: unknown): string {
  const { stderr = '', message = String(error) } = error as { stderr?: string; message?: string };
  return (
    stderr
      .split('\n')
      .findLast((line) => line.startsWith('E:'))
      ?.slice(2)
      .trim() ??
    message.split('\n')[0] ??
    ''
  );
}
