/** One thread of the mapper pool as the collector's own thread sees it: jobs go in, outcomes come out in bounded time. */
import type { Worker } from 'node:worker_threads';
import type { BindingSetting } from './bindings.ts';
import { UnderWay, type MapOutcome, type MapperSetting, type MapReply, type MapRequest } from './messages.ts';

/**
 * A new thread loads its code while its first mapping waits, ms. On a busy machine a dozen threads load at once: ending one
 * that is only slow would begin the loading again, and so never end.
 */
const START_ALLOWANCE_MS = 60_000;
/** A timer that comes later than this was held up by ourselves, not by the thread, ms. */
const OWN_DELAY_MS = 250;
/** Copying fewer bytes than this costs less than moving them. */
const MOVED_FROM_BYTES = 16_384;

export interface Job extends MapRequest {
  readonly timeoutMs: number;
  readonly resolve: (outcome: MapOutcome) => void;
}

export class MapperThread {
  private readonly worker: Worker;
  private readonly underWay: UnderWay;
  private isReady = false;
  private isGone = false;
  private jobs = new Map<number, Job>();
  private onIdle: ((unfinished: readonly Job[]) => void) | undefined;
  private timer: NodeJS.Timeout | undefined;
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
    this.worker.on('error', (error: Error) => this.drop(`the mapping ended its thread: ${error.message}`));
    this.worker.on('exit', () => this.drop('the mapping ended its thread'));
    this.worker.unref();
  }

  get isBusy(): boolean {
    return this.onIdle !== undefined;
  }

  /** @param onIdle called once all are answered, or with those that were not because another ended the thread. */
  begin(jobs: readonly Job[], onIdle: (unfinished: readonly Job[]) => void): void {
    this.onIdle = onIdle;
    this.begunMs = performance.now();
    this.jobs = new Map(jobs.map((job) => [job.id, job]));
    this.watch(this.shortestTimeoutMs() + (this.isReady ? 0 : START_ALLOWANCE_MS));
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

  async end(why: string): Promise<void> {
    const gone = this.worker.terminate();
    this.drop(why);
    await gone;
  }

  private noteReady(): void {
    this.isReady = true;
    // The time of the mapping counts from here, not from the loading of the thread.
    if (this.isBusy) this.watch(this.shortestTimeoutMs());
  }

  /** Looks when the mapping under way must have ended; if it is another by then, when that must. */
  private watch(patienceMs: number): void {
    const dueMs = performance.now() + patienceMs;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const job = this.jobs.get(this.underWay.id);
      const leftMs = job === undefined ? 0 : job.timeoutMs - this.underWay.sinceMs;
      if (performance.now() - dueMs > OWN_DELAY_MS) this.watch(this.shortestTimeoutMs());
      else if (leftMs > 0) this.watch(leftMs);
      else this.drop(`the mapping ran longer than ${job?.timeoutMs ?? Math.round(patienceMs)} ms`);
    }, patienceMs);
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
  private drop(why: string): void {
    if (this.isGone) return;
    this.isGone = true;
    void this.worker.terminate();
    this.onGone(why);
    const guilty = this.jobs.get(this.underWay.id);
    const jobs = [...this.jobs.values()];
    const failed = guilty === undefined ? jobs : [guilty];
    for (const job of failed) job.resolve({ ok: false, message: why });
    this.rest(jobs.filter((job) => !failed.includes(job)));
  }

  private rest(unfinished: readonly Job[]): void {
    clearTimeout(this.timer);
    const { onIdle } = this;
    this.onIdle = undefined;
    this.jobs = new Map();
    onIdle?.(unfinished);
  }
}

function isMovable(json: Uint8Array): boolean {
  return json.byteLength >= MOVED_FROM_BYTES && json.byteLength === json.buffer.byteLength;
}
