/** What is remembered of a drop folder from poll to poll, small enough to travel with each. Pure. */
import { createHash } from 'node:crypto';
import type { DroppedFile } from './folder.ts';

export interface Memory {
  /** Files that lie there and need no second look, as {@link markOf} them. */
  readonly done: readonly string[];
  /** Contents that were taken, whatever their names, newest last. */
  readonly taken: readonly string[];
  /** Files that lie there and cannot be read: mark → why. */
  readonly bad: Readonly<Record<string, string>>;
}

/** 25 letters each: the memory stays below the 16 KiB of a state together with the marks of 400 files. */
const MAX_TAKEN = 250;
const MAX_BAD = 15;
const MAX_WORDS = 120;

export function parseMemory(state: string | undefined): Memory {
  const parsed = state === undefined ? undefined : (JSON.parse(state) as Partial<Memory>);
  return { done: parsed?.done ?? [], taken: parsed?.taken ?? [], bad: parsed?.bad ?? {} };
}

/** Only what still lies in the folder is kept, and the newest contents. */
export function writeMemory({ done, taken, bad }: Memory, present: readonly DroppedFile[]): string {
  const marks = new Set(present.map(markOf));
  const stillBad = Object.entries(bad)
    .filter(([mark]) => marks.has(mark))
    .slice(-MAX_BAD)
    .map(([mark, words]) => [mark, words.slice(0, MAX_WORDS)] as const);
  return JSON.stringify({
    done: done.filter((mark) => marks.has(mark)),
    taken: taken.slice(-MAX_TAKEN),
    bad: Object.fromEntries(stillBad),
  } satisfies Memory);
}

/** Equal as long as nobody wrote to the file. */
export function markOf({ name, bytes, changedMs, inode }: DroppedFile): string {
  return createHash('sha256')
    .update(`${name}|${bytes}|${changedMs}|${inode}`)
    .digest('base64url')
    .slice(0, 12);
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
}
