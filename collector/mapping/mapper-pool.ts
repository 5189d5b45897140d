/**
 * A few threads that evaluate mappings. One domain holds at most one of them, and the past of all domains together
 * one more, so that a mapping that runs wild delays nobody else; it is ended with its thread.
 */
import type { Worker } from 'node:worker_threads';
import { startThread } from '../lane/start-thread.ts';
import type { BindingSetting } from './bindings.ts';
import type { MapOutcome, MapReply, MapRequest } from './messages.ts';

/** One for the past, and three so that two wild domains leave one. */
const MAX_THREADS = 4;
/**
 * A new thread loads its code while its first mapping waits, ms. On a busy machine a dozen threads load at once: ending one
 * that is only slow would begin the loading again, and so never end.
 */
const START_ALLOWANCE_MS = 60_000;
/** A timer that comes later than this was held up by ourselves, not by the thread, ms. */
const OWN_DELAY_MS = 250;

export interface MapWish {
  /** Who asks: a domain, or the past. At most one wish of a name runs at a time. */
  readonly turn: string;
  readonly mapping: string;
  readonly json: Uint8Array;
  readonly nowMs: number;
  readonly maxEntries?: number | undefined;
  readonly timeoutMs: number;
}

interface Job extends MapWish {
  readonly id: number;
  readonly resolve: (outcome: MapOutcome) => void;
}

interface Thread {
  readonly worker: Worker;
  isReady: boolean;
  job: Job | undefined;
  timer: NodeJS.Timeout | undefined;
}

export class MapperPool {
  private readonly threads = new Set<Thread>();
  private readonly turnsTaken = new Set<string>();
  private waiting: Job[] = [];
  private lastId = 0;
  private closed = false;

  constructor(
    private readonly setting: BindingSetting,
    private readonly onReplaced: (why: string) => void,
  ) {}

  /** Always resolves, at the latest its timeout after a thread took it up. */
  map(wish: MapWish): Promise<MapOutcome> {
    if (this.closed) return Promise.resolve({ ok: false, message: 'the collector is ending' });
    return new Promise((resolve) => {
      this.waiting.push({ ...wish, id: (this.lastId += 1), resolve });
      this.dispatch();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const job of this.waiting) job.resolve({ ok: false, message: 'the collector is ending' });
    this.waiting = [];
    await Promise.all([...this.threads].map(({ worker }) => worker.terminate()));
  }

  private dispatch(): void {
    for (const job of this.waiting) {
      if (this.turnsTaken.has(job.turn)) continue;
      const thread = this.freeThread();
      if (thread === undefined) return;
      this.waiting = this.waiting.filter((other) => other !== job);
      this.turnsTaken.add(job.turn);
      this.begin(thread, job);
    }
  }

  private freeThread(): Thread | undefined {
    const free = [...this.threads].find((thread) => thread.job === undefined);
    if (free !== undefined) return free;
    return this.threads.size < MAX_THREADS && !this.closed ? this.start() : undefined;
  }

  private begin(thread: Thread, job: Job): void {
    const { id, mapping, json, nowMs, maxEntries } = job;
    thread.job = job;
    this.watch(thread, job, job.timeoutMs + (thread.isReady ? 0 : START_ALLOWANCE_MS));
    const movable = json.byteLength === json.buffer.byteLength ? [json.buffer as ArrayBuffer] : [];
    thread.worker.postMessage({ id, mapping, json, nowMs, maxEntries } satisfies MapRequest, movable);
  }

  private watch(thread: Thread, job: Job, patienceMs: number): void {
    const dueMs = performance.now() + patienceMs;
    clearTimeout(thread.timer);
    thread.timer = setTimeout(() => {
      if (performance.now() - dueMs > OWN_DELAY_MS) this.watch(thread, job, job.timeoutMs);
      else this.drop(thread, `the mapping ran longer than ${job.timeoutMs} ms`);
    }, patienceMs);
  }

  private start(): Thread {
    const worker = startThread({ module: new URL('./mapper-thread.ts', import.meta.url) }, this.setting);
    const thread: Thread = { worker, isReady: false, job: undefined, timer: undefined };
    this.threads.add(thread);
    worker.on('message', (reply: MapReply | 'ready') => {
      if (reply === 'ready') {
        thread.isReady = true;
        // The time of the mapping counts from here, not from the loading of the thread.
        if (thread.job !== undefined) this.watch(thread, thread.job, thread.job.timeoutMs);
      } else if (thread.job?.id === reply.id) this.finish(thread, reply);
    });
    worker.on('error', (error: Error) => this.drop(thread, `the mapping ended its thread: ${error.message}`));
    worker.on('exit', () => this.drop(thread, 'the mapping ended its thread'));
    worker.unref();
    return thread;
  }

  private finish(thread: Thread, outcome: MapOutcome): void {
    const { job } = thread;
    thread.job = undefined;
    clearTimeout(thread.timer);
    if (job !== undefined) {
      this.turnsTaken.delete(job.turn);
      job.resolve(
        outcome.ok ? { ok: true, output: outcome.output } : { ok: false, message: outcome.message },
      );
    }
    this.dispatch();
  }

  private drop(thread: Thread, why: string): void {
    if (!this.threads.delete(thread)) return;
    void thread.worker.terminate();
    if (!this.closed) this.onReplaced(why);
    this.finish(thread, { ok: false, message: why });
  }
}
