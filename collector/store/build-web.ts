import { execFile } from 'node:child_process';
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { tryLock } from './folder-lock.ts';
import { makeFolder } from './redis-folder.ts';
import { StartError } from './start-error.ts';

const run = promisify(execFile);
const LOCK_POLL_MS = 200;
const BUILD_TIMEOUT_MS = 300_000;
const LONGEST_OUTPUT_BYTES = 16 * 1024 * 1024;

export type BuildWebOptions = {
  root: string;
  runtimeDir: string;
  signal: AbortSignal;
  onLine: (line: string) => void;
};

/**
 * Builds the web app when it is missing or older than its sources. The build appears by rename, so
 * that a start killed half-way leaves no half app, and under a lock, so that two starts build once.
 */
export async function buildWebIfStale(options: BuildWebOptions): Promise<void> {
  const { root, runtimeDir, signal, onLine } = options;
  const web = join(root, 'display', 'web');
  const built = join(web, 'dist');
  const isStale = () =>
    newestMs(built, '') < Math.max(newestMs(web, built), newestMs(join(root, 'shared'), ''));
  if (!isStale()) return;

  orSay(`the folder ${runtimeDir} cannot be made`, () => makeFolder(runtimeDir));
  let attempt = tryLock(runtimeDir, 'web-build');
  while (!attempt.ok) {
    await sleep(LOCK_POLL_MS, undefined, { signal });
    attempt = tryLock(runtimeDir, 'web-build');
  }
  const fresh = join(runtimeDir, `web-${process.pid}`);
  try {
    if (!isStale()) return;
    const startedAtMs = Date.now();
    onLine('building the web app');
    await vite(
      ['build', '--config', join(web, 'vite.config.ts'), '--outDir', fresh, '--emptyOutDir'],
      root,
      signal,
    );
    orSay(`the built web app cannot be put into ${built}`, () => {
      rmSync(built, { recursive: true, force: true });
      renameSync(fresh, built);
    });
    onLine(`built the web app in ${((Date.now() - startedAtMs) / 1000).toFixed(1)} s`);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    attempt.lock.release();
  }
}

function orSay(words: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new StartError(`${words} (${code}); make the checkout writable for this user`);
  }
}

async function vite(args: string[], cwd: string, signal: AbortSignal): Promise<void> {
  const packageFile = createRequire(join(cwd, 'package.json')).resolve('vite/package.json');
  try {
    await run(process.execPath, [join(dirname(packageFile), 'bin', 'vite.js'), ...args], {
      cwd,
      signal,
      timeout: BUILD_TIMEOUT_MS,
      maxBuffer: LONGEST_OUTPUT_BYTES,
      env: { ...process.env, NODE_ENV: 'production' },
    });
  } catch (error) {
    signal.throwIfAborted();
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new StartError(
      `the web app does not build; mend what the build says, then start again:\n${stdout}${stderr}`.trimEnd(),
    );
  }
}

/** When the newest file under a folder changed; 0 when there is none. */
function newestMs(folder: string, except: string): number {
  if (!existsSync(folder)) return 0;
  const ages = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const path = join(folder, entry.name);
    if (path === except) return 0;
    return entry.isDirectory()
      ? newestMs(path, except)
      : (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  });
  return Math.max(0, ...ages);
}
