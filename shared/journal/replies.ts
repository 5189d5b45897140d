/** Answers of the time machine's part of `/api/v1`, as screens read them. */
import type { WireFrame, WireSnapshot } from '../frame.ts';
import type { Mark } from './outages.ts';

/** Why nothing is known of an instant: the journal began later, it has a gap there, or its file is damaged. */
export type Unknown = 'before' | 'gap' | 'damaged';

/** `GET /api/v1/at/:domain?atMs`: a domain as every screen held it at an instant. */
export interface StateThenReply {
  readonly serverNowMs: number;
  /** Where {@link FramesThenReply} goes on. */
  readonly after: string;
  /** Hash of the configuration of then; empty where nothing is known. */
  readonly config: string;
  readonly unknown?: Unknown;
  readonly snapshot: WireSnapshot;
}

/** `GET /api/v1/changes/:domain?after&toMs&stepMs`: what every screen was told next. */
export interface FramesThenReply {
  readonly frames: readonly WireFrame[];
  /** Where the next page goes on. */
  readonly to: string;
  /** Nothing else was told up to then. */
  readonly reachedMs: number;
  /** From then on the state must be asked for anew: it is another, or not known. */
  readonly breakMs?: number;
  readonly config: string;
}

/** `GET /api/v1/outages?fromMs&toMs&places`. */
export interface MarksReply {
  readonly serverNowMs: number;
  /** Absent: nothing was ever kept. */
  readonly historyFromMs?: number;
  readonly marks: readonly Mark[];
}

/** `GET /api/v1/next-change?afterMs`. Absent: nothing was told since. */
export interface NextChangeReply {
  readonly atMs?: number;
}
