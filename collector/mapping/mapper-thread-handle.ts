/** One thread of the mapper pool as the collector's own thread sees it: jobs go in, outcomes come out in bounded time. */
import type { Worker } from 'node:worker_threads';
import type { BindingSetting } from './bindings.ts';
import {
  UnderWay,
  type MapFailure,
  type MapOutcome,
  type MapperSetting,
  type MapReply,
  type MapRequest,
} from './messages.ts';
import { threadTimeMs } from './thread-time.ts';

/**
 * A new thread loads its code while its first mapping waits, ms. On a busy machine a dozen threads load at once: ending one
 * that is only slow would begin the loading again, and so never end.
 */
const START_ALLOWANCE_MS = 60_000;
/** A timer that comes later than this was held up by ourselves, not by the thread, ms. */
const OWN_DELAY_MS = 250;
/** A mapping that has taken so long by the clock, ms, is watched by what its thread has run. Few do. */
const SLOW_MS = 100;
/** It is not looked at more often than this, ms. */
const MIN_LOOK_MS = 10;
/** How many times its own time a mapping may take by the clock while the machine lets it run too little. */
const MAX_WAIT_FACTOR = 5;
/** Copying fewer bytes than this costs less than moving them. */
const MOVED_FROM_BYTES = 16_384;

export interface Job extends MapRequest {
  readonly timeoutMs: number;
  readonly resolve: (outcome: MapOutcome) => void;
}

/** A slow mapping, and what its thread had run when that was noticed. */
interface Slow {
  readonly id: number;
  readonly ranMs: number | undefined;
  /** It was under way for so long by then. */
  readonly sinceMs: number;
}

export class MapperThread {
  private readonly worker: Worker;
  private readonly underWay: UnderWay;
  private isReady = false;
  private isGone = false;
  private jobs = new Map<number, Job>();
  private onIdle: ((unfinished: readonly Job[]) => void) | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** Monotonic, ms: since when the thread could have begun. */
  private waitingSinceMs = 0;
  private slow: Slow | undefined;
  /** Monotonic, ms: when it took up what it is at. */
  begunMs = 0;

  /** @param onGone told why this thread will take nothing any more. */
  constructor(
    startWorker: (setting: MapperSetting) => Worker,
    bindings: BindingSetting,
    private readonly onGone: (why: string) => void,
  ) {
    const memory = UnderWay.memory();
    this.underWay = new UnderWay(memory);
    this.worker = startWorker({ bindings, underWay: memory });
    this.worker.on('message', (said: readonly MapReply[] | 'ready') => {
      if (said === 'ready') this.noteReady();
      else this.take(said);
    });
    this.worker.on('error', (error: Error) =>
      this.drop(malformed(`the mapping ended its thread: ${error.message}`)),
    );
    this.worker.on('exit', () => this.drop(malformed('the mapping ended its thread')));
    this.worker.unref();
  }

  get isBusy(): boolean {
    return this.onIdle !== undefined;
  }

  /** @param onIdle called once all are answered, or with those that were not because another ended the thread. */
  begin(jobs: readonly Job[], onIdle: (unfinished: readonly Job[]) => void): void {
    this.onIdle = onIdle;
    this.begunMs = performance.now();
    this.waitingSinceMs = this.begunMs;
    this.jobs = new Map(jobs.map((job) => [job.id, job]));
    this.watch(this.isReady ? this.firstLookMs() : this.shortestTimeoutMs() + START_ALLOWANCE_MS);
    const requests = jobs.map(({ id, mapping, json, nowMs, maxEntries }) => ({
      id,
      mapping,
      json,
      nowMs,
      maxEntries,
    }));
    // A document that has to be mapped anew, should another of these end the thread, stays here.
    const movable =
      jobs.length === 1
        ? jobs.flatMap(({ json }) => (isMovable(json) ? [json.buffer as ArrayBuffer] : []))
        : [];
    this.worker.postMessage(requests satisfies MapRequest[], movable);
  }

  async end(why: MapFailure): Promise<void> {
    const gone = this.worker.terminate();
    this.drop(why);
    await gone;
  }

  private noteReady(): void {
    this.isReady = true;
    this.waitingSinceMs = performance.now();
    // The time of the mapping counts from here, not from the loading of the thread.
    if (this.isBusy) this.watch(this.firstLookMs());
  }

  /** Looks at the mapping under way again and again, until it has run for its whole time or is done. */
  private watch(patienceMs: number): void {
    const dueMs = performance.now() + patienceMs;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const job = this.jobs.get(this.underWay.id);
      if (performance.now() - dueMs > OWN_DELAY_MS) this.watch(this.firstLookMs());
      else if (job === undefined) this.lookForABeginning();
      else this.look(job);
    }, patienceMs);
  }

  private lookForABeginning(): void {
    const tookMs = performance.now() - this.waitingSinceMs;
    const mostMs = this.shortestTimeoutMs() * MAX_WAIT_FACTOR;
    if (tookMs >= mostMs) this.drop(starved(0, tookMs));
    else this.watch(Math.min(mostMs - tookMs, this.shortestTimeoutMs()));
  }

  private look(job: Job): void {
    const { id, sinceMs, threadId } = this.underWay;
    if (this.slow?.id !== id) this.slow = { id, ranMs: threadTimeMs(threadId), sinceMs };
    const nowRanMs = this.slow.ranMs === undefined ? undefined : threadTimeMs(threadId);
    const ranMs =
      nowRanMs === undefined
        ? sinceMs
        : Math.min(this.slow.sinceMs, SLOW_MS) + nowRanMs - (this.slow.ranMs ?? 0);
    if (ranMs >= job.timeoutMs) this.drop(late(job.timeoutMs));
    else if (sinceMs >= job.timeoutMs * MAX_WAIT_FACTOR) this.drop(starved(ranMs, sinceMs));
    else this.watch(Math.max(MIN_LOOK_MS, job.timeoutMs - ranMs));
  }

  private firstLookMs(): number {
    return Math.min(SLOW_MS, this.shortestTimeoutMs());
  }

  private shortestTimeoutMs(): number {
    return Math.min(...[...this.jobs.values()].map((job) => job.timeoutMs));
  }

  private take(replies: readonly MapReply[]): void {
    for (const { id, ...outcome } of replies) {
      this.jobs.get(id)?.resolve(outcome);
      this.jobs.delete(id);
    }
    if (this.jobs.size === 0) this.rest([]);
  }

  /** The one under way fails with its thread; those beside it are no worse for it. Was it none, all fail. */
  private drop(why: MapFailure): void {
    if (this.isGone) return;
    this.isGone = true;
    void this.worker.terminate();
    this.onGone(why.message);
    const guilty = this.jobs.get(this.underWay.id);
    const jobs = [...this.jobs.values()];
    const failed = guilty === undefined ? jobs : [guilty];
    for (const job of failed) job.resolve(why);
    this.rest(jobs.filter((job) => !failed.includes(job)));
  }

  private rest(unfinished: readonly Job[]): void {
    clearTimeout(this.timer);
    this.slow = undefined;
    const { onIdle } = this;
    this.onIdle = undefined;
    this.jobs = new Map();
    onIdle?.(unfinished);
  }
}

function malformed(message: string): MapFailure {
  return { ok: false, reason: 'malformed', message };
}

function late(timeoutMs: number): MapFailure {
  return malformed(`the mapping ran longer than ${timeoutMs} ms`);
}

/** Nothing is wrong with the source, nor with its mapping. */
function starved(ranMs: number, tookMs: number): MapFailure {
  const message = `this machine is too busy: the mapping could run for ${Math.round(ranMs)} ms of ${Math.round(tookMs)} ms`;
  return { ok: false, reason: 'internal', message };
}

function isMovable(json: Uint8Array): boolean {
  return json.byteLength >= MOVED_FROM_BYTES && json.byteLength === json.buffer.byteLength;
}
