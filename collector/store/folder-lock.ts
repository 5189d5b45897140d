import { linkSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, processIdentity } from './process-identity.ts';

export type FolderLock = {
  release: () => void;
  /** False once another process holds a higher number: whoever slept through its own death must not write. */
  isHeld: () => boolean;
};
export type LockAttempt = { ok: true; lock: FolderLock } | { ok: false; holderPid: number };

const RELEASED = 'released';
let attempts = 0;

/**
 * Takes the lock `<folder>/<name>.<n>` for this process, or says who holds it.
 *
 * The highest number is the lock; whoever finds its holder dead links the next number, which
 * only one can. Files are never emptied or reused, so two starts that both find a dead holder
 * cannot both win, and a holder that was killed leaves nothing to clean by hand.
 */
export function tryLock(folder: string, name: string): LockAttempt {
  mkdirSync(folder, { recursive: true });
  const identity = processIdentity(process.pid) ?? String(process.pid);
  const draft = join(folder, `.${name}.draft.${process.pid}.${(attempts += 1)}`);
  writeFileSync(draft, identity);
  try {
    for (;;) {
      const top = numbersOf(folder, name).at(-1) ?? 0;
      const holder = top === 0 ? RELEASED : contentOf(join(folder, `${name}.${top}`));
      if (holder === undefined) continue;
      if (holder !== RELEASED && isRunning(holder))
        return { ok: false, holderPid: Number.parseInt(holder, 10) };
      const own = join(folder, `${name}.${top + 1}`);
      if (!linked(draft, own)) continue;
      const numbers = numbersOf(folder, name);
      if (numbers.at(-1) !== top + 1) {
        // Someone linked and left this number behind while we looked; theirs is the newer one.
        rmSync(own, { force: true });
        continue;
      }
      for (const older of numbers.slice(0, -1)) rmSync(join(folder, `${name}.${older}`), { force: true });
      const isHeld = () => numbersOf(folder, name).at(-1) === top + 1 && contentOf(own) === identity;
      return { ok: true, lock: { release: () => release(own), isHeld } };
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The number must stay, or a slow rival could link it again; so the content says it is free. */
function release(path: string): void {
  writeFileSync(`${path}-released`, RELEASED);
  renameSync(`${path}-released`, path);
}

function numbersOf(folder: string, name: string): number[] {
  return readdirSync(folder)
    .filter((file) => file.startsWith(`${name}.`) && /^\d+$/.test(file.slice(name.length + 1)))
    .map((file) => Number(file.slice(name.length + 1)))
    .sort((a, b) => a - b);
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
