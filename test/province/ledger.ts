/** What a service was asked and what it said last: the ground truth of the tests. */
import type { ServedValue } from './service.ts';

export interface LedgerEntry {
  /** Real time of the answer. */
  readonly servedAtMs: number;
  readonly method: string;
  readonly path: string;
  /** HTTP status, or the fault's name when no status was sent. */
  readonly outcome: number | string;
  /** The publication's instant, when the route has a rhythm. */
  readonly asOfMs?: number;
  /** The time stamp as sent; differs from `asOfMs` under the time faults. */
  readonly stampMs?: number;
  /** Values by series of a live answer; empty for history, pictures and 304. */
  readonly values: Readonly<Record<string, ServedValue>>;
}

const MAX_ENTRIES = 500;
/** Most values over all entries: some 200 answers of the 262 camera series, about 20 MB at worst. */
const MAX_VALUES = 60_000;

export class Ledger {
  #entries: LedgerEntry[] = [];
  #values = 0;
  #count = 0;
  #lastRequestAtMs: number | undefined;
  readonly #countByPath: Record<string, number> = {};

  /** Counts a request as it arrives, whatever becomes of it. Returns its number, from 1. */
  arrive(path: string, nowMs: number): number {
    this.#count += 1;
    this.#lastRequestAtMs = nowMs;
    this.#countByPath[path] = (this.#countByPath[path] ?? 0) + 1;
    return this.#count;
  }

  note(entry: LedgerEntry): void {
    this.#entries.push(entry);
    this.#values += Object.keys(entry.values).length;
    while (this.#entries.length > MAX_ENTRIES || this.#values > MAX_VALUES) {
      const oldest = this.#entries.shift();
      if (oldest === undefined) break;
      this.#values -= Object.keys(oldest.values).length;
    }
  }

  get entries(): readonly LedgerEntry[] {
    return this.#entries;
  }

  get counts() {
    return {
      requests: this.#count,
      requestsByPath: { ...this.#countByPath },
      lastRequestAtMs: this.#lastRequestAtMs ?? null,
    };
  }
}
