/** What the collector and its mapping threads say to each other. */
import type { BindingSetting } from './bindings.ts';
import type { MappingProgram } from './table/plan.ts';

export interface MapRequest {
  readonly id: number;
  readonly mapping: MappingProgram;
  /** The document as JSON in UTF-8. */
  readonly json: Uint8Array;
  readonly nowMs: number;
  /** Entries of each list that are worth sending back; absent: all. */
  readonly maxEntries?: number | undefined;
}

/** What the pool gives a thread when it starts it. */
export interface MapperSetting {
  readonly bindings: BindingSetting;
  /** Where the thread notes what it is at, see {@link UnderWay}. */
  readonly underWay: SharedArrayBuffer;
}

/**
 * The mapping a thread is at: it takes several with one message and answers them together, and one that runs wild
 * must be known by itself. Shared memory, since such a thread sends no messages any more.
 */
export class UnderWay {
  private readonly words: Float64Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Float64Array(memory);
  }

  static memory(): SharedArrayBuffer {
    return new SharedArrayBuffer(3 * Float64Array.BYTES_PER_ELEMENT);
  }

  /** Says once by which number the system knows the thread. */
  introduce(threadId: number): void {
    this.words[2] = threadId;
  }

  begin(id: number): void {
    this.words[1] = monotonicMs();
    this.words[0] = id;
  }

  /** 0: not known. */
  get threadId(): number {
    return this.words[2] ?? 0;
  }

  get id(): number {
    return this.words[0] ?? 0;
  }

  /** How long it has run, ms. */
  get sinceMs(): number {
    return monotonicMs() - (this.words[1] ?? 0);
  }
}

/** The same in every thread of the process, which `performance.now()` is not. */
function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

export interface MapFailure {
  readonly ok: false;
  /** `malformed`: the mapping and its document do not go together. `internal`: it had no chance here. */
  readonly reason: 'malformed' | 'internal';
  readonly message: string;
}

export type MapOutcome = { readonly ok: true; readonly output: unknown } | MapFailure;
export type MapReply = MapOutcome & { readonly id: number };

/** Longest a mapping of a live document may run, ms. */
export const MAPPING_TIMEOUT_MS = 2_000;
/** Longest a mapping of the past may run, ms: hundreds of publications in one document. */
export const PAST_MAPPING_TIMEOUT_MS = 20_000;
