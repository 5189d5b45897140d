/** Collects the past that is owed: window by window, newest first, behind the live polls and never in their way. */
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Source } from '../shared/config/source.ts';
import type { UpstreamReason } from '../shared/errors.ts';
import type { PollWindow } from './connector.ts';
import type { Fetcher } from './fetch-source.ts';
import type { CollectorMetrics } from './metrics.ts';
import { nextWindow, owedAfter, parsePast, pastField } from './progress.ts';
import { ProgressReader } from './progress-reader.ts';
import type { Recorder } from './record.ts';
import type { RedisClock } from './redis-clock.ts';
import { gateDecision, parseGate } from './source-gate.ts';

export interface BackfillOptions {
  readonly redis: Redis;
  readonly recorder: Recorder;
  readonly fetcher: Fetcher;
  readonly clock: RedisClock;
  readonly metrics: CollectorMetrics;
  readonly log: Logger;
}

/** Sources whose past is asked for at once; the mappings of the past take turns anyway. */
const PARALLEL = 2;
/** A request of the past may take this much longer than a live one. */
const TIMEOUT_FACTOR = 3;
/** After a failure that may pass, the source's past waits this long, doubling up to the bound, ms. */
const FIRST_PAUSE_MS = 2_000;
const MAX_PAUSE_MS = 300_000;
/**
 * Windows that fail so are left out, since the same request would fail for ever. All else may pass: a token is
 * renewed, an upstream or a mapping is mended, and the past that is owed must still be there then.
 */
const HOPELESS: readonly (UpstreamReason | 'internal')[] = ['too-large', 'client'];

export class Backfill {
  private readonly waiting = new Map<string, Source>();
  private readonly running = new Set<string>();
  private readonly pauses = new Map<string, { untilMs: number; lengthMs: number }>();
  private readonly ending = new AbortController();
  private active: Promise<void>[] = [];

  private readonly standings: ProgressReader;

  constructor(private readonly options: BackfillOptions) {
    this.standings = new ProgressReader(options.redis);
  }

  /** The past of a source is owed; asked again with every poll until it is paid. */
  owe(source: Source): void {
    const pause = this.pauses.get(source.id);
    const isPaused = pause !== undefined && performance.now() < pause.untilMs;
    if (this.ending.signal.aborted || isPaused || this.running.has(source.id)) return;
    this.waiting.set(source.id, source);
    this.startNext();
  }

  async close(): Promise<void> {
    this.ending.abort();
    await Promise.all(this.active);
  }

  private startNext(): void {
    for (const [id, source] of this.waiting) {
      if (this.running.size >= PARALLEL) return;
      this.waiting.delete(id);
      this.running.add(id);
      const work = this.pay(source).finally(() => {
        this.running.delete(id);
        this.active = this.active.filter((other) => other !== work);
        if (!this.ending.signal.aborted) this.startNext();
      });
      this.active.push(work);
    }
  }

  private async pay(source: Source): Promise<void> {
    const { log } = this.options;
    try {
      for (;;) {
        const { past, gate } = await this.standings.read(source.domain, source.id);
        const owed = parsePast(past);
        if (owed === undefined) break;
        if (this.ending.signal.aborted || !this.mayAsk(source, gate)) return;
        const done = await this.collect(source, owed, past);
        if (!done) return;
      }
      this.pauses.delete(source.id);
      log.info({ source: source.id }, 'the past is collected');
    } catch (error) {
      log.error({ source: source.id, err: error }, 'collecting the past failed by a defect of the collector');
      this.pause(source);
    }
  }

  /** A source that wants to be left alone, or is not asked for its failures, is not asked for its past either. */
  private mayAsk(source: Source, gate: string): boolean {
    const nowMs = this.options.clock.nowMs();
    const decision = gateDecision(parseGate(gate), nowMs);
    if (decision.may !== 'ask') this.pause(source, decision.untilMs - nowMs);
    return decision.may === 'ask';
  }

  /** One window. False: it failed in a way that may pass, and the rest waits. */
  private async collect(source: Source, owed: PollWindow, before: string): Promise<boolean> {
    const { fetcher, recorder, clock, metrics, log } = this.options;
    const window = nextWindow(owed, source.backfill?.windowHours ?? 1);
    const timeoutMs = source.timeoutMs * TIMEOUT_FACTOR;
    const fetched = await fetcher.fetch(source, { timeoutMs, nowMs: clock.nowMs(), window });
    const outcome = fetched.kind === 'failed' ? fetched.reason : 'ok';
    metrics.pastWindows.inc({ source: source.id, outcome });
    if (fetched.kind === 'failed') {
      const mayPass = !HOPELESS.includes(fetched.reason);
      log.warn(
        { source: source.id, window, reason: fetched.reason, message: fetched.message, mayPass },
        'a window of the past failed',
      );
      if (mayPass) {
        this.pause(source, fetched.retryAfterMs);
        return false;
      }
    }
    // A window that will never come is left out and said; the older ones are still asked for.
    const rest = owedAfter(owed, window);
    const validated = fetched.kind === 'document' ? fetched.validated : undefined;
    const startMs = performance.now();
    const batch = {
      domain: source.domain,
      source: source.id,
      observations: validated?.observations ?? [],
      events: validated?.events ?? [],
      pictures: [],
      isPast: true,
      progress: { field: pastField(source.id), before, next: rest === undefined ? '' : JSON.stringify(rest) },
    };
    const result = await recorder.record(batch);
    clock.note(result.nowMs);
    if (result.verdict === 'fenced')
      log.debug({ source: source.id }, 'a late window of the past was dropped');
    metrics.noteRecord(source, batch, result, performance.now() - startMs);
    if (validated !== undefined) metrics.noteRefusals(source, validated.refusals);
    await sleep(0);
    return true;
  }

  private pause(source: Source, atLeastMs = 0): void {
    const before = this.pauses.get(source.id)?.lengthMs ?? FIRST_PAUSE_MS / 2;
    const lengthMs = Math.max(atLeastMs, Math.min(before * 2, MAX_PAUSE_MS));
    this.pauses.set(source.id, { untilMs: performance.now() + lengthMs, lengthMs });
  }
}
