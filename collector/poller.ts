/** One poll of one source, from the gate to the record. Every source has its own fate; nothing here throws. */
import type { Logger } from 'pino';
import type { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Source } from '../shared/config/source.ts';
import { isRetryable } from '../shared/errors.ts';
import { redisKeys } from '../shared/redis-keys.ts';
import { failureOf, type PollOutcome } from '../shared/source-health.ts';
import type { Fetched } from './fetched.ts';
import type { Fetcher } from './fetch-source.ts';
import type { CollectorMetrics } from './metrics.ts';
import { ProgressReader } from './progress-reader.ts';
import { parsePast, parseProgress, pastField, pastOwed, progressAfter, type Progress } from './progress.ts';
import type { GateStep, PollReport, RecordBatch } from './record-batch.ts';
import type { Recorder } from './record.ts';
import type { RedisClock } from './redis-clock.ts';
import { gateDecision, gateStep, parseGate } from './source-gate.ts';
import { untakenOf } from './untaken.ts';

export interface PollerOptions {
  readonly redis: Redis;
  readonly recorder: Recorder;
  readonly fetcher: Fetcher;
  readonly clock: RedisClock;
  readonly metrics: CollectorMetrics;
  readonly log: Logger;
  readonly configHash: string;
  /** Told that the past of a source is owed. */
  readonly onPastOwed: (source: Source) => void;
}

/**
 * What became of a tick. `in-flight`: the poll before has not ended, so this tick is the same poll. `fenced`:
 * somebody else recorded a newer poll meanwhile, so this answer
 * corrected and marked nothing.
 */
export type TickOutcome = PollOutcome | 'in-flight' | 'fenced';

/** A retry that would have less than this left, ms, is not begun. */
const MIN_ATTEMPT_MS = 50;

interface SourceState {
  inFlight: Promise<TickOutcome> | undefined;
  /** Monotonic, ms: when the last tick was recorded, whatever its outcome. What is not recorded is not completed. */
  lastTickMs: number;
  /** Monotonic, ms: when the last poll ended, recorded or not. */
  lastEndMs: number;
}

export class Poller {
  private readonly states = new Map<string, SourceState>();
  private readonly standings: ProgressReader;

  constructor(private readonly options: PollerOptions) {
    this.standings = new ProgressReader(options.redis);
  }

  /** Polls a source unless a poll of it is under way. */
  poll(source: Source): Promise<TickOutcome> {
    const state = this.stateOf(source.id);
    if (state.inFlight !== undefined) return Promise.resolve('in-flight');
    state.inFlight = this.tick(source, state).finally(() => {
      state.inFlight = undefined;
      state.lastEndMs = performance.now();
    });
    return state.inFlight;
  }

  /** For the watchdog: when the last tick ended, and whether one is under way. */
  lastTick(source: string): { readonly lastTickMs: number; readonly isInFlight: boolean } {
    const { lastTickMs, inFlight } = this.stateOf(source);
    return { lastTickMs, isInFlight: inFlight !== undefined };
  }

  /** Polls for the watchdog: a source whose polls cannot be recorded is not asked more often for that. */
  pollOverdue(source: Source): void {
    if (performance.now() - this.stateOf(source.id).lastEndMs < source.everySeconds * 1000) return;
    void this.poll(source);
  }

  /** Somebody else has polled this source. */
  noteTickElsewhere(source: string, atMs: number): void {
    const state = this.stateOf(source);
    state.lastTickMs = Math.max(state.lastTickMs, atMs);
  }

  /** Resolves when every poll that is under way has ended. */
  async drain(): Promise<void> {
    await Promise.all([...this.states.values()].flatMap((state) => state.inFlight ?? []));
  }

  private stateOf(source: string): SourceState {
    let state = this.states.get(source);
    if (state === undefined) {
      state = { inFlight: undefined, lastTickMs: performance.now(), lastEndMs: 0 };
      this.states.set(source, state);
    }
    return state;
  }

  private async tick(source: Source, state: SourceState): Promise<TickOutcome> {
    const { log, metrics } = this.options;
    const startMs = performance.now();
    try {
      const outcome = await this.run(source, startMs);
      state.lastTickMs = performance.now();
      metrics.polls.inc({ source: source.id, outcome });
      return outcome;
    } catch (error) {
      // A defect of ours, or a store that refuses: the next tick begins anew.
      metrics.polls.inc({ source: source.id, outcome: 'internal' });
      log.error({ source: source.id, err: error }, 'poll failed by a defect of the collector');
      return 'internal';
    }
  }

  private async run(source: Source, startMs: number): Promise<TickOutcome> {
    const { domain, id } = source;
    const { progress: before, past, gate: gateText } = await this.standings.read(domain, id);
    const nowMs = this.options.clock.nowMs();
    const decision = gateDecision(parseGate(gateText), nowMs);
    if (decision.may !== 'ask') {
      const message = `asked again in ${Math.ceil((decision.untilMs - nowMs) / 1000)} s`;
      return this.record(source, { outcome: decision.may, message, before }, startMs);
    }
    const fetched = await this.fetchWithRetry(source, parseProgress(before), startMs);
    const gate = gateStep(source, fetched);
    if (fetched.kind === 'failed') {
      const { reason, message } = fetched;
      this.options.log.warn({ source: id, reason, message }, 'poll failed');
      return this.record(source, { outcome: reason, message, before, gate }, startMs);
    }
    await this.oweThePast(source, parseProgress(before), past);
    const untaken = untakenOf(
      fetched,
      this.known(parseProgress(before))?.untaken,
      this.options.clock.nowMs(),
    );
    if (untaken !== undefined) this.options.log.warn({ source: id, message: untaken }, 'nothing is taken');
    const well = fetched.kind === 'unchanged' ? 'unchanged' : 'ok';
    const outcome = untaken === undefined ? well : 'refused';
    return this.record(source, { outcome, message: untaken, fetched, before, gate }, startMs);
  }

  /** Under another configuration a source begins anew. */
  private known(progress: Progress | undefined): Progress | undefined {
    return progress?.config === this.options.configHash ? progress : undefined;
  }

  private async fetchWithRetry(
    source: Source,
    progress: Progress | undefined,
    startMs: number,
  ): Promise<Fetched> {
    const { fetcher, clock } = this.options;
    const endMs = startMs + Math.min(source.timeoutMs, source.everySeconds * 1000);
    const known = this.known(progress);
    for (let attempt = 1; ; attempt += 1) {
      const timeoutMs = Math.max(MIN_ATTEMPT_MS, Math.round(endMs - performance.now()));
      const fetched = await fetcher.fetch(source, {
        timeoutMs,
        nowMs: clock.nowMs(),
        validators: known?.validators,
        state: known?.state,
      });
      if (fetched.kind !== 'failed' || !mayRetry(fetched, attempt, source)) return fetched;
      if (performance.now() + source.retry.delayMs + MIN_ATTEMPT_MS > endMs) return fetched;
      await sleep(source.retry.delayMs);
    }
  }

  /** Written before the source counts as collected up to now, so that a kill in between forgets nothing. */
  private async oweThePast(source: Source, progress: Progress | undefined, pastText: string): Promise<void> {
    const { redis, clock, onPastOwed } = this.options;
    const owed = parsePast(pastText);
    const next = pastOwed(source, progress?.collectedToMs, owed, clock.nowMs());
    if (next === undefined) return;
    if (next !== owed)
      await redis.hset(redisKeys.progress(source.domain), pastField(source.id), JSON.stringify(next));
    onPastOwed(source);
  }

  private async record(
    source: Source,
    poll: {
      outcome: PollOutcome;
      message?: string | undefined;
      fetched?: Fetched;
      before: string;
      /** Absent: the source was not asked. */
      gate?: GateStep;
    },
    startMs: number,
  ): Promise<TickOutcome> {
    const { recorder, clock, configHash, metrics } = this.options;
    const { outcome, message, fetched, before, gate } = poll;
    const told = fetched !== undefined && 'validated' in fetched ? fetched.validated : undefined;
    const { pictures = [], missing = [] } = fetched?.kind === 'pictures' ? fetched : {};
    const refusals = [...(told?.refusals.map(({ words }) => words) ?? []), ...missing];
    const report: PollReport = {
      outcome,
      message,
      durationMs: performance.now() - startMs,
      everySeconds: source.everySeconds,
      observed: (told?.offered ?? 0) + pictures.length + missing.length,
      refused: refusals.length,
      refusals,
    };
    const batch: RecordBatch = {
      domain: source.domain,
      source: source.id,
      observations: told?.observations ?? [],
      events: told?.events ?? [],
      pictures,
      report,
      progress: {
        field: source.id,
        before,
        next: progressAfter(fetched, before, configHash, clock.nowMs(), message),
      },
      gate,
    };
    const recordStartMs = performance.now();
    const result = await recorder.record(batch);
    clock.note(result.nowMs);
    metrics.noteRecord(source, batch, result, performance.now() - recordStartMs);
    if (result.verdict === 'fenced') {
      this.options.log.debug({ source: source.id, outcome }, 'a late answer was fenced off');
      return 'fenced';
    }
    if (told !== undefined) metrics.noteRefusals(source, told.refusals);
    if (failureOf(outcome) === undefined && report.refused > 0)
      this.options.log.info({ source: source.id, refused: report.refused, first: refusals[0] }, 'refused');
    return outcome;
  }
}

function mayRetry(failure: Extract<Fetched, { kind: 'failed' }>, attempt: number, source: Source): boolean {
  if (attempt >= source.retry.attempts || failure.reason === 'internal') return false;
  // A source that is asked too often is not asked more often.
  return failure.reason !== 'rate-limited' && isRetryable(failure.reason);
}
