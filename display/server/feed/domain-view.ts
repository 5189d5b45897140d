/**
 * One domain as this server holds it, always exactly at the cursor that was announced last: whoever joins the
 * room in the same turn of the event loop misses nothing and gets nothing twice. No I/O, no clock of its own.
 */
import type { ChangeBatch } from '../../../shared/change-entry.ts';
import {
  applyBatch,
  changesNothing,
  domainStateHash,
  type DomainState,
} from '../../../shared/domain-state.ts';
import {
  encodeBatch,
  encodeState,
  type WireBatch,
  type WireFrame,
  type WireSnapshot,
} from '../../../shared/frame.ts';
import type { DomainPosition } from '../../../shared/socket.ts';
import { BatchRing } from './batch-ring.ts';
import { HashMemory, type HashVerdict } from './hash-memory.ts';

/** Frames of a busy domain are marked for hashing at most this often, ms; hashing costs more than sending. */
const CHECKPOINT_EVERY_MS = 1_000;

export type SnapshotReason = 'first' | 'other-epoch' | 'unknown-cursor' | 'shorter-than-delta';

/** What a screen at a position needs to be where the room is. */
export type CatchUp =
  | { readonly kind: 'nothing-known' }
  | { readonly kind: 'current' }
  | { readonly kind: 'delta'; readonly frame: WireFrame }
  | { readonly kind: 'snapshot'; readonly reason: SnapshotReason; readonly snapshot: WireSnapshot };

interface Offered {
  readonly batch: ChangeBatch;
  readonly bytes: number;
}

export class DomainView {
  private held: DomainState | undefined;
  /** The last entry that was read; entries after the announced cursor are pending or changed nothing. */
  private readTo = '';
  private pending: Offered[] = [];
  private readonly ring: BatchRing;
  private readonly hashes = new HashMemory();
  /** Of the last marked frame. A hash of a quiet moment does not count, or a domain that moves once a second had none. */
  private checkpointAtMs = Number.NEGATIVE_INFINITY;
  private snapshotBatches: readonly WireBatch[] | undefined;

  constructor(
    readonly domain: string,
    ring: BatchRing = new BatchRing(''),
  ) {
    this.ring = ring;
  }

  /** Undefined until the store was read for the first time. */
  get state(): Readonly<DomainState> | undefined {
    return this.held;
  }

  /** Where the next read goes on. */
  get readCursor(): string {
    return this.readTo;
  }

  get hasPending(): boolean {
    return this.pending.length > 0;
  }

  /** Takes an entry of the stream; it is folded by the next {@link flush}. */
  offer(batch: ChangeBatch, bytes: number): 'taken' | 'other-epoch' {
    if (this.held === undefined || batch.epoch !== this.held.epoch) return 'other-epoch';
    this.pending.push({ batch, bytes });
    this.readTo = batch.id;
    return 'taken';
  }

  /** Folds what is pending into one frame. Undefined: nothing changed, and the announced cursor stays. */
  flush(nowMs: number): WireFrame | undefined {
    const { held, pending } = this;
    this.pending = [];
    if (held === undefined) return undefined;
    const from = held.cursor;
    const batches: WireBatch[] = [];
    for (const { batch, bytes } of pending) {
      if (changesNothing(held, batch)) continue;
      applyBatch(held, batch);
      held.cursor = batch.id;
      const wire = encodeBatch(batch);
      batches.push(wire);
      this.ring.push(batch.id, wire, bytes, rowsOf(batch));
    }
    if (batches.length === 0) return undefined;
    this.snapshotBatches = undefined;
    const frame = { d: this.domain, e: held.epoch, f: from, t: held.cursor, n: nowMs, b: batches };
    if (nowMs - this.checkpointAtMs < CHECKPOINT_EVERY_MS) return frame;
    this.checkpointAtMs = nowMs;
    return { ...frame, k: 1 };
  }

  /** Computes the hash of the announced cursor unless it is known. */
  rememberHash(nowMs: number): 'computed' | 'known' | 'nothing-known' {
    const { held } = this;
    if (held === undefined) return 'nothing-known';
    if (this.hashes.knows(held.epoch, held.cursor)) return 'known';
    this.hashes.remember(held.epoch, held.cursor, domainStateHash(held), nowMs);
    return 'computed';
  }

  compareHash(cursor: string, hash: string): HashVerdict {
    return this.held === undefined ? 'unknown-cursor' : this.hashes.compare(this.held.epoch, cursor, hash);
  }

  /** Takes a state that was just read from the store, where it differs from what is held. */
  replace(loaded: DomainState): 'same' | 'replaced' {
    const isSame = this.held?.epoch === loaded.epoch && this.readTo === loaded.cursor;
    if (isSame) return 'same';
    this.held = loaded;
    this.readTo = loaded.cursor;
    this.pending = [];
    this.snapshotBatches = undefined;
    this.ring.restart(loaded.cursor);
    return 'replaced';
  }

  /** The whole state. Its batches are encoded once per cursor; its time is always new. */
  snapshot(nowMs: number): WireSnapshot | undefined {
    const { held } = this;
    if (held === undefined) return undefined;
    this.snapshotBatches ??= encodeState(held);
    return { d: this.domain, e: held.epoch, t: held.cursor, n: nowMs, b: this.snapshotBatches };
  }

  /** What a screen that stands at `position` must be given now. */
  catchUp(position: Pick<DomainPosition, 'epoch' | 'cursor'>, nowMs: number): CatchUp {
    const { held } = this;
    if (held === undefined) return { kind: 'nothing-known' };
    if (position.epoch === undefined || position.cursor === undefined) return this.whole('first', nowMs);
    if (position.epoch !== held.epoch) return this.whole('other-epoch', nowMs);
    if (position.cursor === held.cursor) return { kind: 'current' };
    const missed = this.ring.after(position.cursor);
    if (missed === undefined) return this.whole('unknown-cursor', nowMs);
    if (missed.rows > held.readings.size + held.events.length) return this.whole('shorter-than-delta', nowMs);
    const frame = {
      d: this.domain,
      e: held.epoch,
      f: position.cursor,
      t: held.cursor,
      n: nowMs,
      b: missed.batches,
    };
    return { kind: 'delta', frame: this.hashes.knows(held.epoch, held.cursor) ? { ...frame, k: 1 } : frame };
  }

  private whole(reason: SnapshotReason, nowMs: number): CatchUp {
    return { kind: 'snapshot', reason, snapshot: this.snapshot(nowMs) as WireSnapshot };
  }
}

function rowsOf(batch: ChangeBatch): number {
  // A batch without rows still tells that its source failed or is well again.
  const { readings, others, gone, events, pictures } = batch;
  return Math.max(1, readings.length + others.length + gone.length + events.length + pictures.length);
}
