/**
 * The links of one lane, as the collector's own thread sees them. A thread that holds links is asked for a sign of
 * life every second: no poll may be due that would notice that it hangs.
 */
import type { ResponseHead } from '../connector.ts';
import type { PushedDocument } from '../push-connector.ts';
import type { LinkWish, WordFromThread, WordToThread } from './link-messages.ts';
import type { LaneFailure } from './messages.ts';

export interface LinkEvents {
  readonly onUp: (head: ResponseHead) => void;
  /** Rejects when the document has to be told again. */
  readonly onDocument: (pushed: PushedDocument) => Promise<void>;
}

const BEAT_EVERY_MS = 1_000;
/** Beats without an answer after which the thread counts as stuck: counted, so that our own delay counts for nothing. */
const MAX_MISSED_BEATS = 5;
/** A new thread loads its code first; on a busy machine a dozen load at once. */
const MAX_MISSED_BEATS_AT_START = 60;
/** A link that was asked to end and does not is given up after this, ms. */
const END_PATIENCE_MS = 1_000;

interface Held extends LinkEvents {
  readonly end: (failure: LaneFailure | undefined) => void;
}

export class LaneLinks {
  private readonly links = new Map<number, Held>();
  private lastId = 0;
  private timer: NodeJS.Timeout | undefined;
  private sent = 0;
  private answered = 0;
  private hasAnswered = false;

  constructor(
    private readonly post: (word: WordToThread) => void,
    /** The thread does not answer any more. */
    private readonly onStuck: (why: string) => void,
  ) {}

  /** Holds a link until it fails or the signal ends it; always resolves, with the failure if there was one. */
  hold(wish: LinkWish, events: LinkEvents, signal: AbortSignal): Promise<LaneFailure | undefined> {
    const link = (this.lastId += 1);
    return new Promise((resolve) => {
      const close = () => {
        this.post({ word: 'close', link });
        setTimeout(() => this.links.get(link)?.end(undefined), END_PATIENCE_MS).unref();
      };
      this.links.set(link, {
        ...events,
        end: (failure) => {
          this.links.delete(link);
          signal.removeEventListener('abort', close);
          if (this.links.size === 0) this.stopBeating();
          resolve(signal.aborted ? undefined : failure);
        },
      });
      this.timer ??= setInterval(() => this.beat(), BEAT_EVERY_MS).unref();
      this.post({ word: 'open', link, wish });
      if (signal.aborted) close();
      else signal.addEventListener('abort', close, { once: true });
    });
  }

  take(word: WordFromThread): void {
    // Whatever it says, it has loaded its code.
    this.hasAnswered = true;
    if (word.word === 'beat') {
      this.answered = word.beat;
      return;
    }
    const held = this.links.get(word.link);
    if (held === undefined) return;
    if (word.word === 'up') held.onUp(word.head);
    else if (word.word === 'ended') held.end(word.failure);
    else {
      const { link, document } = word;
      const taken = (ok: boolean) => {
        if (this.links.get(link) === held) this.post({ word: 'taken', link, document, ok });
      };
      held.onDocument(word.pushed).then(
        () => taken(true),
        () => taken(false),
      );
    }
  }

  /** The thread is gone, and every link of it. */
  fail(failure: LaneFailure): void {
    this.stopBeating();
    for (const held of this.links.values()) held.end(failure);
  }

  private beat(): void {
    const missed = this.sent - this.answered;
    if (missed >= (this.hasAnswered ? MAX_MISSED_BEATS : MAX_MISSED_BEATS_AT_START)) {
      this.onStuck(`its thread gave no sign of life for ${missed} beats`);
      return;
    }
    this.post({ word: 'beat', beat: (this.sent += 1) });
  }

  private stopBeating(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.sent = 0;
    this.answered = 0;
    this.hasAnswered = false;
  }
}
