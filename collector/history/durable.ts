/** Files and folders that are on the disk when the function returns, not only in its cache. */
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';

const HASH_CHUNK_BYTES = 1 << 20;

export function syncPath(path: string): void {
  const opened = openSync(path, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

export function writeDurably(path: string, text: string): void {
  const opened = openSync(path, 'w');
  try {
    writeFileSync(opened, text);
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

export interface Fingerprint {
  readonly bytes: number;
  readonly sha256: string;
}

export async function fingerprintOf(path: string): Promise<Fingerprint> {
  const hash = createHash('sha256');
  const file = await open(path);
  try {
    let bytes = 0;
    for await (const chunk of file.createReadStream({ autoClose: false, highWaterMark: HASH_CHUNK_BYTES })) {
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
    }
    return { bytes, sha256: hash.digest('hex') };
  } finally {
    await file.close();
  }
}
