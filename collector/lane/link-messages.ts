/** What the collector and the thread of a lane say to each other about links that stay open. */
import type { ResponseHead } from '../connector.ts';
import type { PushedDocument } from '../push-connector.ts';
import type { LaneFailure, LaneProgram } from './messages.ts';

/** One link for the thread. Its settings hold the secrets of this source and of no other. */
export interface LinkWish extends LaneProgram {
  readonly timeoutMs: number;
  readonly subscriber: string;
  readonly isTrial: boolean;
}

export type WordToThread =
  | { readonly word: 'open'; readonly link: number; readonly wish: LinkWish }
  | { readonly word: 'close'; readonly link: number }
  /** What became of a document: recorded or refused for good, or to be told again. */
  | { readonly word: 'taken'; readonly link: number; readonly document: number; readonly ok: boolean }
  | { readonly word: 'beat'; readonly beat: number };

export type WordFromThread =
  | { readonly word: 'up'; readonly link: number; readonly head: ResponseHead }
  | {
      readonly word: 'document';
      readonly link: number;
      readonly document: number;
      readonly pushed: PushedDocument;
    }
  /** Without a failure: it was asked to end. */
  | { readonly word: 'ended'; readonly link: number; readonly failure: LaneFailure | undefined }
  | { readonly word: 'beat'; readonly beat: number };
