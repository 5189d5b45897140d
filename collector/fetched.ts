/** What is asked of a source, and what came of it: plain values, and one line for each way to fail. */
import type { UpstreamReason } from '../shared/errors.ts';
import type { PollWindow, ResponseHead, Validators } from './connector.ts';
import { withoutSecrets } from './without-secrets.ts';
import type { LaneFailure } from './lane/messages.ts';
import type { Asked } from './probe/asked.ts';
import type { Picture } from './record-batch.ts';
import type { Validated } from './validate.ts';

export interface FetchWish {
  readonly timeoutMs: number;
  readonly nowMs: number;
  readonly validators?: Validators | undefined;
  readonly state?: string | undefined;
  readonly window?: PollWindow | undefined;
}

export type Fetched =
  | { readonly kind: 'unchanged'; readonly head: ResponseHead }
  | {
      readonly kind: 'document';
      readonly validated: Validated;
      readonly validators: Validators | undefined;
      readonly state: string | undefined;
      readonly head: ResponseHead;
    }
  | {
      readonly kind: 'pictures';
      readonly pictures: readonly Picture[];
      readonly missing: readonly string[];
      /** What the pictures told, where the source has a mapping for it. */
      readonly validated: Validated;
      readonly state: string | undefined;
      readonly head: ResponseHead;
    }
  | {
      readonly kind: 'failed';
      readonly reason: UpstreamReason | 'internal';
      readonly message: string;
      readonly retryAfterMs?: number | undefined;
    };

/** A document that came unasked, as far as it may be recorded. */
export interface Pushed {
  readonly kind: 'document';
  readonly validated: Validated;
}

export type Failed = Extract<Fetched, { kind: 'failed' }>;

/** What a source's connector is told beside its settings when it holds a link. */
export interface LinkOptions {
  readonly subscriber: string;
  readonly isTrial: boolean;
  readonly signal: AbortSignal;
}

export interface Probed {
  readonly fetched: Fetched;
  readonly asked: readonly Asked[];
}

export function failed(reason: UpstreamReason | 'internal', message: string): Failed {
  return { kind: 'failed', reason, message };
}

export function failure(outcome: LaneFailure, secrets: readonly string[]): Failed {
  const { reason, message, retryAfterMs } = outcome;
  return { kind: 'failed', reason, message: withoutSecrets(message, secrets), retryAfterMs };
}
