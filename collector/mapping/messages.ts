/** What the collector and its mapping threads say to each other. */
export interface MapRequest {
  readonly id: number;
  readonly mapping: string;
  /** The document as JSON in UTF-8. */
  readonly json: Uint8Array;
  readonly nowMs: number;
  /** Entries of each list that are worth sending back; absent: all. */
  readonly maxEntries?: number | undefined;
}

export type MapOutcome =
  | { readonly ok: true; readonly output: unknown }
  | { readonly ok: false; readonly message: string };
export type MapReply = MapOutcome & { readonly id: number };

/** Longest a mapping of a live document may take, ms. */
export const MAPPING_TIMEOUT_MS = 2_000;
/** Longest a mapping of the past may take, ms: hundreds of publications in one document. */
export const PAST_MAPPING_TIMEOUT_MS = 20_000;
