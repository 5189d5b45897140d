/** Every queue and its jobs, declared once. Job data are public: never a secret in them. */
import type { Entry } from './entry/entry.ts';

export const POLL_QUEUE = 'poll';

/** One tick of one group of sources that share a connector and a cadence. */
export interface PollJob {
  /** Group id, e.g. `http-json:10s:0`. */
  readonly group: string;
}

/** Most sources in one group; each keeps its own timeout, breaker, result and watchdog. */
export const MAX_SOURCES_PER_GROUP = 50;

export const ENTRY_QUEUE = 'entry';
export const ENTRY_JOB = 'enter';

/** What a person has entered, on its way to a collector, which alone records it. Its job's id is that of the entry. */
export interface EntryJob {
  readonly entry: Entry;
  /** Address of the browser. */
  readonly from: string;
}
