/** What the collector and the threads of its lanes say to each other. */
import type { Asked } from '../probe/asked.ts';
import type { PlaceReference, PollAnswer, PollWindow, Validators } from '../connector.ts';
import type { DeliveredRequest, InboundDocument } from '../push-connector.ts';
import type { Source } from '../../shared/config/source.ts';
import type { UpstreamReason } from '../../shared/errors.ts';

/** Given to a lane's thread at its start. */
export interface LaneSetting {
  readonly places: readonly PlaceReference[];
  /** Name servers in place of the system's. */
  readonly nameServers?: readonly string[] | undefined;
  readonly timeZone: string;
}

/** What the polls of one source have in common. Its settings hold the secrets of this source and of no other. */
export interface LaneProgram {
  readonly connector: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly limits: Source['limits'];
  readonly network: Source['network'];
}

/** One poll for the thread. */
export interface LaneRequest {
  readonly id: number;
  /** Number of a program that the thread was told, at the latest with this poll. */
  readonly program: number;
  readonly timeoutMs: number;
  readonly validators?: Validators | undefined;
  readonly state?: string | undefined;
  readonly window?: PollWindow | undefined;
  /** Set when a system sent this to us: it is read, and nobody is asked. */
  readonly delivered?: DeliveredRequest | undefined;
  /** Whether to note what is asked on the way. */
  readonly notesAsked?: boolean | undefined;
}

/** Polls that became due together, and the programs that the thread does not know yet. */
export interface LaneMessage {
  readonly programs: readonly { readonly number: number; readonly program: LaneProgram }[];
  readonly requests: readonly LaneRequest[];
}

export interface LaneFailure {
  readonly ok: false;
  /** `internal`: a defect of ours. */
  readonly reason: UpstreamReason | 'internal';
  readonly message: string;
  readonly retryAfterMs?: number | undefined;
}

export type LaneOutcome = (
  | { readonly ok: true; readonly answer: PollAnswer | InboundDocument }
  | LaneFailure
) & {
  /** What was asked, with secrets: present when the request wanted it. */
  readonly asked?: readonly Asked[] | undefined;
  /** Tokens that were given out to us, and are as secret as what they were given for. */
  readonly issued?: readonly string[] | undefined;
};
export type LaneReply = LaneOutcome & { readonly id: number };
