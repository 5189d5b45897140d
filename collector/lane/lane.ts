/**
 * The lane of one domain, as the collector's own thread sees it: polls go in, outcomes come out in bounded time.
 * A thread that does not answer is ended and replaced; the polls it held fail, those of other domains never know.
 */
import type { Worker } from 'node:worker_threads';
import { LaneLinks, type LinkEvents } from './link.ts';
import type { LinkWish, WordFromThread } from './link-messages.ts';
import { startThread } from './start-thread.ts';
import type {
  LaneFailure,
  LaneMessage,
  LaneOutcome,
  LaneProgram,
  LaneReply,
  LaneRequest,
  LaneSetting,
} from './messages.ts';

/** Beyond a poll's own timeout, before its thread counts as stuck, ms. */
const LANE_GRACE_MS = 1_000;
/** A timer that comes later than this was held up by ourselves, not by the thread, ms. */
const OWN_DELAY_MS = 500;
/**
 * A new thread loads its code while its first polls wait, ms. On a busy machine a dozen threads load at once: ending one
 * that is only slow would begin the loading again, and so never end.
 */
const START_ALLOWANCE_MS = 60_000;

type Wish = Omit<LaneRequest, 'id' | 'program'>;

interface Pending {
  readonly resolve: (outcome: LaneOutcome) => void;
  timer: NodeJS.Timeout;
}

export class Lane {
  private thread: Worker | undefined;
  private hasAnswered = false;
  private readonly pending = new Map<number, Pending>();
  private outgoing: LaneRequest[] = [];
  /** Programs by identity, for as long as this thread lives: settings are said once, not with every poll. */
  private programs = new Map<LaneProgram, number>();
  private untold: LaneProgram[] = [];
  private lastId = 0;
  private closed = false;
  private readonly links = new LaneLinks(
    (word) => {
      this.warm();
      this.thread?.postMessage(word);
    },
    (why) => {
      if (this.thread !== undefined) this.replace(this.thread, why, 'timeout');
    },
  );

  /** @param registry address of the module with the connectors; tests bring their own. */
  constructor(
    private readonly registry: string,
    private readonly setting: LaneSetting,
    /** Told when a thread was replaced, and why. */
    private readonly onReplaced: (why: string) => void,
  ) {}

  /** Always resolves: with an answer, a failure, or `timeout` when the thread does not answer. */
  run(program: LaneProgram, wish: Wish): Promise<LaneOutcome> {
    if (this.closed)
      return Promise.resolve({ ok: false, reason: 'internal', message: 'the collector is ending' });
    const id = (this.lastId += 1);
    const patienceMs = wish.timeoutMs + LANE_GRACE_MS + (this.hasAnswered ? 0 : START_ALLOWANCE_MS);
    return new Promise((resolve) => {
      this.pending.set(id, { resolve, timer: this.watch(id, patienceMs) });
      // Polls of one tick travel together.
      const request = { ...wish, id, program: this.numberOf(program) };
      if (this.outgoing.push(request) === 1) queueMicrotask(() => this.flush());
    });
  }

  /** Holds a link until it fails or is ended; always resolves, with the failure if there was one. */
  link(wish: LinkWish, events: LinkEvents, signal: AbortSignal): Promise<LaneFailure | undefined> {
    if (this.closed) return Promise.resolve(undefined);
    return this.links.hold(wish, events, signal);
  }

  /** Starts the thread before its first poll needs it. */
  warm(): void {
    if (!this.closed) this.thread ??= this.start();
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.thread?.terminate();
  }

  private flush(): void {
    this.warm();
    const programs = this.untold.map((program) => ({ number: this.numberOf(program), program }));
    const requests = this.outgoing;
    this.untold = [];
    this.outgoing = [];
    this.thread?.postMessage({ programs, requests } satisfies LaneMessage);
  }

  private numberOf(program: LaneProgram): number {
    const known = this.programs.get(program);
    if (known !== undefined) return known;
    this.programs.set(program, this.programs.size);
    this.untold.push(program);
    return this.programs.size - 1;
  }

  private start(): Worker {
    const module = new URL('./lane-thread.ts', import.meta.url);
    const given = { from: this.registry, name: 'CONNECTORS' };
    const thread = startThread({ module, given }, this.setting);
    this.hasAnswered = false;
    thread.on('message', (said: readonly LaneReply[] | WordFromThread) => {
      if (thread !== this.thread) return;
      this.hasAnswered = true;
      if ('word' in said) this.links.take(said);
      else for (const { id, ...outcome } of said) this.settle(id, outcome);
    });
    thread.on('error', (error: Error) =>
      this.replace(thread, `its thread died: ${error.message}`, 'internal'),
    );
    thread.on('exit', () => this.replace(thread, 'its thread ended', 'internal'));
    thread.unref();
    return thread;
  }

  private watch(id: number, patienceMs: number): NodeJS.Timeout {
    const dueMs = performance.now() + patienceMs;
    return setTimeout(() => {
      const pending = this.pending.get(id);
      if (pending === undefined) return;
      if (performance.now() - dueMs > OWN_DELAY_MS) {
        pending.timer = this.watch(id, LANE_GRACE_MS);
        return;
      }
      if (this.thread !== undefined)
        this.replace(this.thread, `its thread did not answer for ${patienceMs} ms`, 'timeout');
    }, patienceMs);
  }

  private settle(id: number, outcome: LaneOutcome): void {
    const pending = this.pending.get(id);
    if (pending === undefined) return;
    this.pending.delete(id);
    clearTimeout(pending.timer);
    pending.resolve(outcome);
  }

  private replace(thread: Worker, why: string, reason: LaneFailure['reason']): void {
    if (thread !== this.thread) return;
    this.thread = undefined;
    void thread.terminate();
    if (!this.closed) this.onReplaced(why);
    const failure = { ok: false, reason, message: why } as const;
    for (const id of this.pending.keys()) this.settle(id, failure);
    this.links.fail(failure);
    this.outgoing = [];
    this.programs = new Map();
    this.untold = [];
  }
}
