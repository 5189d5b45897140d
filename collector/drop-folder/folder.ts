/** The files of a watched folder: plain files of that folder and nothing else, whole, and never through a link. */
import { constants } from 'node:fs';
import { lstat, open, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { UpstreamError } from '../../shared/errors.ts';

export interface DroppedFile {
  readonly name: string;
  readonly bytes: number;
  readonly changedMs: number;
  readonly inode: number;
}

export interface Listing {
  /** Oldest first, so that a correction comes after what it corrects. */
  readonly files: readonly DroppedFile[];
  /** What lies there and is never read, and why. */
  readonly refused: readonly string[];
}

/** Entries looked at; a folder with more is no drop folder. */
const MAX_ENTRIES = 5_000;
/** What is remembered of a folder travels with every poll, so it holds this many files at most. */
const MAX_FILES = 400;
/** Names that programs give to files which are not finished, and those that offices never mean. */
const UNFINISHED = /^\.|^~|~$|\.(tmp|temp|part|partial|crdownload|filepart|download|lock)$/i;

/**
 * @param wanted which names are meant.
 * @throws UpstreamError `unreachable`, `auth`, when the folder cannot be read; `too-large`.
 */
export async function listFolder(folder: string, wanted: (name: string) => boolean): Promise<Listing> {
  const names = await namesIn(folder);
  const all = new Set(names);
  // LibreOffice and Excel lay such a file beside the one they have open.
  const isOpen = (name: string) => all.has(`.~lock.${name}#`) || all.has(`~$${name}`);
  const files: DroppedFile[] = [];
  const refused: string[] = [];
  for (const name of names) {
    if (UNFINISHED.test(name) || !wanted(name) || isOpen(name)) continue;
    const found = await statOf(folder, name);
    if (found === 'link')
      refused.push(`${shown(name)}: a link, and only files of the folder itself are read`);
    else if (found !== undefined) files.push(found);
  }
  files.sort((a, b) => a.changedMs - b.changedMs || (a.name < b.name ? -1 : 1));
  const surplus = files.length - MAX_FILES;
  if (surplus > 0)
    refused.push(`more than ${MAX_FILES} files: the oldest ${surplus} are not looked at; move them away`);
  return { files: files.slice(-MAX_FILES), refused };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  const names: string[] = [];
  try {
    for await (const { name } of await opendir(folder)) {
      if (names.push(name) > MAX_ENTRIES)
        throw new UpstreamError({
          reason: 'too-large',
          message: `more than ${MAX_ENTRIES} entries in the folder`,
        });
    }
  } catch (error) {
    throw asUpstreamError(error);
  }
  return names;
}

/** Undefined for folders, pipes and what has gone meanwhile. */
export async function statOf(folder: string, name: string): Promise<DroppedFile | 'link' | undefined> {
  try {
    const stat = await lstat(join(folder, name));
    if (stat.isSymbolicLink()) return 'link';
    if (!stat.isFile()) return undefined;
    return { name, bytes: stat.size, changedMs: stat.mtimeMs, inode: stat.ino };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw asUpstreamError(error);
  }
}

/** The file's bytes, or undefined when it is no longer the one that was listed. */
export async function readDropped(folder: string, file: DroppedFile): Promise<Uint8Array | undefined> {
  try {
    // A link put in its place meanwhile fails to open, a pipe opens at once and is no file.
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    await using handle = await open(join(folder, file.name), flags);
    const before = await handle.stat();
    if (!before.isFile() || before.ino !== file.inode || before.size !== file.bytes) return undefined;
    const bytes = Buffer.alloc(file.bytes);
    let read = 0;
    while (read < bytes.length) {
      const { bytesRead } = await handle.read(bytes, read, bytes.length - read, read);
      if (bytesRead === 0) return undefined;
      read += bytesRead;
    }
    const after = await handle.stat();
    return after.size === before.size && after.mtimeMs === before.mtimeMs ? bytes : undefined;
  } catch (error) {
    if (['ENOENT', 'ELOOP'].includes(codeOf(error))) return undefined;
    throw asUpstreamError(error);
  }
}

const MAX_NAME_LETTERS = 60;

/** A file's name for people. */
export function shown(name: string): string {
  const plain = name.normalize('NFC').replaceAll(/\p{C}/gu, '·');
  return plain.length > MAX_NAME_LETTERS ? `${plain.slice(0, MAX_NAME_LETTERS)}…` : plain;
}

/** The path stands in the settings and is repeated nowhere. */
function asUpstreamError(error: unknown): unknown {
  const code = codeOf(error);
  if (code === 'EACCES' || code === 'EPERM')
    return new UpstreamError({
      reason: 'auth',
      message: `the folder or a file of it may not be read (${code})`,
    });
  if (code !== '')
    return new UpstreamError({ reason: 'unreachable', message: `the folder cannot be read (${code})` });
  return error;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
