/** That the history folder is ours still, asked before each write that counts. */
import type { FolderLock } from '../store/folder-lock.ts';

/** Another process owns the folder: this one slept through it and must write nothing more. */
export class LockLost extends Error {
  override readonly name = 'LockLost';
}

export function assertHeld(lock: FolderLock): void {
  if (!lock.isHeld()) throw new LockLost('the history folder is owned by another process now; this one ends');
}
