/** The state hashes of recent cursors, to compare what screens report with. The server never sends its own. */
import { HASH_MEMORY_MS } from '../../../shared/socket.ts';

/** One hash a second for as long as the memory lasts, and one for each time that the domain fell quiet. */
export const MAX_HASHES = (HASH_MEMORY_MS / 1_000) * 4;

interface Remembered {
  readonly hash: string;
  readonly atMs: number;
}

export type HashVerdict = 'equal' | 'differs' | 'unknown-cursor';

export class HashMemory {
  private readonly byCursor = new Map<string, Remembered>();

  remember(epoch: string, cursor: string, hash: string, nowMs: number): void {
    const key = `${epoch} ${cursor}`;
    this.byCursor.delete(key);
    this.byCursor.set(key, { hash, atMs: nowMs });
    for (const [oldest, { atMs }] of this.byCursor) {
      // The newest is kept whatever its age: a quiet domain stays at its cursor for hours.
      const isOverdue = this.byCursor.size > MAX_HASHES || nowMs - atMs > HASH_MEMORY_MS;
      if (!isOverdue || this.byCursor.size === 1) break;
      this.byCursor.delete(oldest);
    }
  }

  knows(epoch: string, cursor: string): boolean {
    return this.byCursor.has(`${epoch} ${cursor}`);
  }

  /** Only equal cursors are compared; anything else is no verdict. */
  compare(epoch: string, cursor: string, hash: string): HashVerdict {
    const known = this.byCursor.get(`${epoch} ${cursor}`);
    if (known === undefined) return 'unknown-cursor';
    return known.hash === hash ? 'equal' : 'differs';
  }
}
