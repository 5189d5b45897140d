/**
 * From documents that came unasked to the record. Those of one source are recorded in their order; while one batch is
 * being written the next one gathers, so that a storm is written in few calls and never faster than the store takes it.
 */
import type { Logger } from 'pino';
import type { Source } from '../../shared/config/source.ts';
import type { PollOutcome } from '../../shared/source-health.ts';
import type { Fetcher } from '../fetch-source.ts';
import type { CollectorMetrics } from '../metrics.ts';
import type { PushedDocument } from '../push-connector.ts';
import type { PollReport, ProgressStep, RecordResult } from '../record-batch.ts';
import type { Recorder } from '../record.ts';
import type { RedisClock } from '../redis-clock.ts';
import type { Refusal } from '../refusal.ts';
import { refusedWords } from '../untaken.ts';
import type { Validated } from '../validate.ts';

export interface IntakeOptions {
  readonly recorder: Recorder;
  readonly fetcher: Fetcher;
  readonly clock: RedisClock;
  readonly metrics: CollectorMetrics;
  readonly log: Logger;
}

/** Documents in one batch; a sensor's document holds a point or two, and calls of about 100 points are the cheapest. */
const MAX_DOCUMENTS_PER_BATCH = 100;

/** What is recorded of a source at once. */
interface Batch {
  readonly outcome: PollOutcome;
  readonly message?: string | undefined;
  readonly validated?: Validated | undefined;
  readonly progress?: ProgressStep | undefined;
  readonly startMs: number;
}

interface Waiting {
  readonly pushed: PushedDocument;
  /** On Redis's clock, ms: a document that waits for the store must not become younger by that. */
  readonly cameAtMs: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

interface SourceFlow {
  waiting: Waiting[];
  isDraining: boolean;
  /** Ends with what was begun last: records of one source never overtake each other. */
  last: Promise<unknown>;
  /** Monotonic, ms: when the source was last heard of, well or ill. */
  lastHeardMs: number;
  /** Monotonic, ms: when something it said was last taken. */
  lastTakenMs: number;
}

export class Intake {
  private readonly flows = new Map<string, SourceFlow>();
  private isClosed = false;

  constructor(private readonly options: IntakeOptions) {}

  /** Resolves when the document is recorded, or refused for good; rejects when it has to be told again. */
  take(source: Source, pushed: PushedDocument): Promise<void> {
    if (this.isClosed) return Promise.reject(new Error('the collector is ending'));
    const flow = this.flowOf(source.id);
    flow.lastHeardMs = performance.now();
    return new Promise((resolve, reject) => {
      flow.waiting.push({ pushed, cameAtMs: this.options.clock.nowMs(), resolve, reject });
      if (!flow.isDraining) void this.drain(source, flow);
    });
  }

  /** Records how the source fares where no document says so. */
  async report(source: Source, outcome: PollOutcome, message?: string): Promise<void> {
    try {
      await this.record(source, { outcome, message, startMs: performance.now() });
    } catch (error) {
      this.options.log.error({ source: source.id, err: error }, 'how a source fares could not be recorded');
    }
  }

  /** Records at once, behind what was begun before. */
  record(source: Source, batch: Batch): Promise<RecordResult> {
    const flow = this.flowOf(source.id);
    const result = flow.last.then(() => this.write(source, batch));
    flow.last = result.catch(() => {});
    return result;
  }

  /** The source has spoken, or its link has come to stand. */
  noteHeard(source: string, atMs: number): void {
    const flow = this.flowOf(source);
    flow.lastHeardMs = Math.max(flow.lastHeardMs, atMs);
  }

  /** Monotonic, ms. */
  lastHeardMs(source: string): number {
    return this.flowOf(source).lastHeardMs;
  }

  /** Resolves when what was begun is recorded; nothing is taken any more. */
  async close(): Promise<void> {
    this.isClosed = true;
    for (const flow of this.flows.values())
      for (const one of flow.waiting.splice(0)) one.reject(new Error('the collector is ending'));
    await Promise.all([...this.flows.values()].map((flow) => flow.last));
  }

  private flowOf(source: string): SourceFlow {
    let flow = this.flows.get(source);
    if (flow === undefined) {
      const nowMs = performance.now();
      flow = {
        waiting: [],
        isDraining: false,
        last: Promise.resolve(),
        lastHeardMs: nowMs,
        lastTakenMs: nowMs,
      };
      this.flows.set(source, flow);
    }
    return flow;
  }

  private async drain(source: Source, flow: SourceFlow): Promise<void> {
    flow.isDraining = true;
    while (flow.waiting.length > 0) {
      const batch = flow.waiting.splice(0, MAX_DOCUMENTS_PER_BATCH);
      try {
        await this.recordAll(source, batch);
        for (const one of batch) one.resolve();
      } catch (error) {
        this.options.log.error({ source: source.id, err: error }, 'what came could not be recorded');
        for (const one of [...batch, ...flow.waiting.splice(0)]) one.reject(error);
      }
    }
    flow.isDraining = false;
  }

  private async recordAll(source: Source, batch: readonly Waiting[]): Promise<void> {
    const { fetcher, metrics } = this.options;
    const startMs = performance.now();
    const read = await Promise.all(
      batch.map(({ pushed, cameAtMs }) => fetcher.readPushed(source, pushed, cameAtMs)),
    );
    // A mapping that failed because we are ending says nothing of the document.
    if (this.isClosed) throw new Error('the collector is ending');
    // Nor does one that this machine let run too little: it has to be told again.
    const starved = read.find((one) => one.kind === 'failed' && one.reason === 'internal');
    if (starved?.kind === 'failed') throw new Error(starved.message);
    const documents = read.filter((one) => one.kind === 'document').map(({ validated }) => validated);
    const failures = read.filter((one) => one.kind === 'failed');
    const [first] = failures;
    const validated = together(
      documents,
      failures.map(({ message }): Refusal => ({ reason: 'unreadable-part', words: message })),
    );
    metrics.pushed.inc({ source: source.id, outcome: 'ok' }, documents.length);
    if (failures.length > 0) metrics.pushed.inc({ source: source.id, outcome: 'malformed' }, failures.length);
    const isAllLost = documents.length === 0 && first !== undefined;
    await this.record(source, {
      outcome: isAllLost ? first.reason : 'ok',
      message: isAllLost ? first.message : undefined,
      validated,
      startMs,
    });
  }

  private async write(source: Source, { progress, startMs, ...told }: Batch): Promise<RecordResult> {
    const { recorder, clock, metrics, log } = this.options;
    const { outcome, message, validated } = this.judged(source, told);
    const refusals = validated?.refusals ?? [];
    const report: PollReport = {
      outcome,
      message,
      durationMs: performance.now() - startMs,
      everySeconds: source.everySeconds,
      observed: validated?.offered ?? 0,
      refused: refusals.length,
      refusals: refusals.map(({ words }) => words),
    };
    const { observations = [], events = [] } = validated ?? {};
    const batch = {
      domain: source.domain,
      source: source.id,
      observations,
      events,
      pictures: [],
      report,
      progress,
    };
    const recordStartMs = performance.now();
    const result = await recorder.record(batch);
    clock.note(result.nowMs);
    if (outcome === 'unchanged') this.flowOf(source.id).lastHeardMs = performance.now();
    metrics.noteRecord(source, batch, result, performance.now() - recordStartMs);
    metrics.noteRefusals(source, refusals);
    if (refusals.length > 0)
      log.info({ source: source.id, refused: refusals.length, first: refusals[0]?.words }, 'refused');
    return result;
  }

  /** One bad document among good ones marks nothing; a source that says nothing else for its cadence is not well. */
  private judged(source: Source, told: Omit<Batch, 'progress' | 'startMs'>): typeof told {
    const { observations = [], events = [], refusals = [] } = told.validated ?? {};
    const flow = this.flowOf(source.id);
    if (observations.length + events.length > 0) flow.lastTakenMs = performance.now();
    const isLong = performance.now() - flow.lastTakenMs >= source.everySeconds * 1000;
    if (told.outcome !== 'ok' || refusals.length === 0 || !isLong) return told;
    return { ...told, outcome: 'refused', message: refusedWords(refusals.map(({ words }) => words)) };
  }
}

function together(documents: readonly Validated[], lost: readonly Refusal[]): Validated {
  return {
    observations: documents.flatMap(({ observations }) => observations),
    events: documents.flatMap(({ events }) => events),
    refusals: [...documents.flatMap(({ refusals }) => refusals), ...lost],
    offered: documents.reduce((sum, { offered }) => sum + offered, lost.length),
  };
}
