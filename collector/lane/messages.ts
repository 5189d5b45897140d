/** What the collector and the threads of its lanes say to each other. */
import type { PlaceReference, PollAnswer, PollWindow, Validators } from '../connector.ts';
import type { Source } from '../../shared/config/source.ts';
import type { UpstreamReason } from '../../shared/errors.ts';

/** Given to a lane's thread at its start. */
export interface LaneSetting {
  readonly places: readonly PlaceReference[];
}

/** One poll for the thread. Its settings hold the secrets of this source and of no other. */
export interface LaneRequest {
  readonly id: number;
  readonly connector: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly limits: Source['limits'];
  readonly timeoutMs: number;
  readonly validators?: Validators | undefined;
  readonly window?: PollWindow | undefined;
}

export interface LaneFailure {
  readonly ok: false;
  /** `internal`: a defect of ours. */
  readonly reason: UpstreamReason | 'internal';
  readonly message: string;
  readonly retryAfterMs?: number | undefined;
}

export type LaneOutcome = { readonly ok: true; readonly answer: PollAnswer } | LaneFailure;
export type LaneReply = LaneOutcome & { readonly id: number };
