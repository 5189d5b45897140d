/**
 * A few threads that evaluate mappings. One domain holds at most one of them, and the past of all domains together
 * one more, so that a mapping that runs wild delays nobody else; it is ended with its thread.
 */
import { startThread } from '../lane/start-thread.ts';
import type { BindingSetting } from './bindings.ts';
import { MapperThread, type Job } from './mapper-thread-handle.ts';
import type { MapFailure, MapOutcome } from './messages.ts';
import type { MappingProgram } from './table/plan.ts';

/** One for the past, and three so that two wild domains leave one. */
const MAX_THREADS = 4;
/**
 * A thread that began this short a time ago will soon be free, ms: waiting for it costs less than waking another, and
 * keeps the code of one thread warm rather than that of four lukewarm.
 */
const WORTH_WAITING_MS = 5;
/** Documents that travel to a thread together. */
const MAX_JOBS_TOGETHER = 50;
/** A large document travels alone, so that no small one waits for its mapping. */
const SMALL_BYTES = 65_536;

const ENDING: MapFailure = { ok: false, reason: 'internal', message: 'the collector is ending' };

export interface MapWish {
  /** Who asks: a domain, or the past. Wishes of one name run one after the other. */
  readonly turn: string;
  readonly mapping: MappingProgram;
  readonly json: Uint8Array;
  readonly nowMs: number;
  readonly maxEntries?: number | undefined;
  readonly timeoutMs: number;
}

interface Waiting extends Job {
  readonly turn: string;
}

export class MapperPool {
  private readonly threads = new Set<MapperThread>();
  /** By turn, in the order of their first wish. */
  private readonly waiting = new Map<string, Waiting[]>();
  private readonly turnsTaken = new Set<string>();
  private lastId = 0;
  private isDispatchDue = false;
  private lookAgain: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly setting: BindingSetting,
    private readonly onReplaced: (why: string) => void,
  ) {}

  /** Always resolves, at the latest some times its timeout after a thread took it up. */
  map(wish: MapWish): Promise<MapOutcome> {
    if (this.closed) return Promise.resolve(ENDING);
    return new Promise((resolve) => {
      this.add({ ...wish, id: (this.lastId += 1), resolve });
      // Documents that came together are mapped together.
      if (this.isDispatchDue) return;
      this.isDispatchDue = true;
      queueMicrotask(() => this.dispatch());
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.lookAgain);
    for (const jobs of this.waiting.values()) for (const job of jobs) job.resolve(ENDING);
    this.waiting.clear();
    await Promise.all([...this.threads].map((thread) => thread.end(ENDING)));
  }

  private add(job: Waiting): void {
    const beside = this.waiting.get(job.turn);
    if (beside === undefined) this.waiting.set(job.turn, [job]);
    else beside.push(job);
  }

  private dispatch(): void {
    this.isDispatchDue = false;
    for (const [turn, jobs] of this.waiting) {
      if (this.turnsTaken.has(turn)) continue;
      const thread = this.freeThread();
      if (thread === undefined) return;
      const together = takeTogether(jobs);
      if (jobs.length === 0) this.waiting.delete(turn);
      this.turnsTaken.add(turn);
      thread.begin(together, (unfinished) => this.onIdle(turn, unfinished));
    }
  }

  /** @param unfinished jobs that a wild one beside them kept from their answer. */
  private onIdle(turn: string, unfinished: readonly Job[]): void {
    this.turnsTaken.delete(turn);
    if (this.closed) for (const job of unfinished) job.resolve(ENDING);
    else for (const job of unfinished) this.add({ ...job, turn });
    this.dispatch();
  }

  private freeThread(): MapperThread | undefined {
    if (this.closed) return undefined;
    const nowMs = performance.now();
    const isSoonFree = [...this.threads].some(
      (thread) => thread.isBusy && nowMs - thread.begunMs < WORTH_WAITING_MS,
    );
    if (isSoonFree) {
      this.lookAgain ??= setTimeout(() => {
        this.lookAgain = undefined;
        this.dispatch();
      }, WORTH_WAITING_MS);
      return undefined;
    }
    const free = [...this.threads].find((thread) => !thread.isBusy);
    return free ?? (this.threads.size < MAX_THREADS ? this.start() : undefined);
  }

  private start(): MapperThread {
    const module = new URL('./mapper-thread.ts', import.meta.url);
    const thread = new MapperThread(
      (setting) => startThread({ module }, setting),
      this.setting,
      (why) => {
        this.threads.delete(thread);
        if (!this.closed) this.onReplaced(why);
      },
    );
    this.threads.add(thread);
    return thread;
  }
}

function takeTogether(jobs: Waiting[]): Waiting[] {
  const large = jobs.findIndex((job) => job.json.byteLength > SMALL_BYTES);
  const count = large < 0 ? MAX_JOBS_TOGETHER : Math.max(1, Math.min(large, MAX_JOBS_TOGETHER));
  return jobs.splice(0, count);
}
