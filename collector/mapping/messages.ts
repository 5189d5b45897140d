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
    return new SharedArrayBuffer(2 * Float64Array.BYTES_PER_ELEMENT);
  }

  begin(id: number): void {
    this.words[1] = monotonicMs();
    this.words[0] = id;
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

export type MapOutcome =
  | { readonly ok: true; readonly output: unknown }
  | { readonly ok: false; readonly message: string };
export type MapReply = MapOutcome & { readonly id: number };

/** Longest a mapping of a live document may take, ms. */
export const MAPPING_TIMEOUT_MS = 2_000;
/** Longest a mapping of the past may take, ms: hundreds of publications in one document. */
export const PAST_MAPPING_TIMEOUT_MS = 20_000;
