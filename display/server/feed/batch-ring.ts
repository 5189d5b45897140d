/**
 * The newest changes of a domain, so that a screen that was away for a moment gets what it missed instead of
 * everything. Bounded by count and by bytes.
 */
import type { WireBatch } from '../../../shared/frame.ts';

/** About half an hour of a domain whose sources change something once a second. */
const MAX_RING_BATCHES = 2_000;
/** Per domain, by the size of the stream entries; nine domains stay below 20 MB. */
const MAX_RING_BYTES = 2_000_000;

interface Kept {
  readonly id: string;
  readonly wire: WireBatch;
  readonly bytes: number;
  readonly rows: number;
}

export class BatchRing {
  private kept: Kept[] = [];
  private bytes = 0;

  /** @param base the cursor after which the ring begins. */
  constructor(
    private base: string,
    private readonly bounds = { batches: MAX_RING_BATCHES, bytes: MAX_RING_BYTES },
  ) {}

  push(id: string, wire: WireBatch, bytes: number, rows: number): void {
    this.kept.push({ id, wire, bytes, rows });
    this.bytes += bytes;
    let drop = 0;
    while (
      this.kept.length - drop > this.bounds.batches ||
      (this.bytes > this.bounds.bytes && drop < this.kept.length)
    ) {
      const oldest = this.kept[drop] as Kept;
      this.bytes -= oldest.bytes;
      this.base = oldest.id;
      drop += 1;
    }
    if (drop > 0) this.kept.splice(0, drop);
  }

  /** Forgets everything: what follows begins at another state. */
  restart(base: string): void {
    this.kept = [];
    this.bytes = 0;
    this.base = base;
  }

  /**
   * What came after a cursor, oldest first. Undefined when the cursor is not one of ours: a cursor between two
   * known ones may belong to a tail that Redis has lost since.
   */
  after(cursor: string): { readonly batches: WireBatch[]; readonly rows: number } | undefined {
    const at = cursor === this.base ? -1 : this.kept.findLastIndex(({ id }) => id === cursor);
    if (at < 0 && cursor !== this.base) return undefined;
    const missed = this.kept.slice(at + 1);
    return { batches: missed.map(({ wire }) => wire), rows: missed.reduce((sum, { rows }) => sum + rows, 0) };
  }
}
