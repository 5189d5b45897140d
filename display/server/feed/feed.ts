/**
 * Follows one domain's change stream and tells the room what changed: at most one frame in {@link FRAME_EVERY_MS}.
 * When the stream is not the one it was — other epoch, lost tail, trimmed past us, a new connection — it reads
 * the whole state again. While Redis is away it keeps what is known, which ages by itself.
 */
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { parseChangeEntry } from '../../../shared/change-entry.ts';
import type { WireFrame, WireSnapshot } from '../../../shared/frame.ts';
import { redisKeys } from '../../../shared/redis-keys.ts';
import {
  judgeStanding,
  parseStanding,
  STANDING_SCRIPT,
  standingKeys,
  type StandingStep,
} from '../../../shared/stored-domain.ts';
import { COMMAND_TIMEOUT_MS, untilConnected } from '../store/connections.ts';
import { DomainView } from './domain-view.ts';
import { loadDomain } from './load-domain.ts';

/** One frame of a 60 Hz screen: more frames would be drawn together anyway. */
const FRAME_EVERY_MS = 16;
/** A blocking read returns after this long without an entry, ms; with it the stream's standing is checked. */
const READ_BLOCK_MS = 1_000;
/** Most entries of one read; more come with the next, which does not block. */
const READ_COUNT = 200;
/** Quiet for this long after a frame: screens report the hash of where they stand, so it must be known. */
const QUIET_AFTER_MS = 150;
/** Between attempts while Redis is away, ms. */
const RETRY_EVERY_MS = 100;

export type ReloadReason = 'first' | 'connection-lost' | Exclude<StandingStep, 'followed'>;

export interface FeedOutput {
  frame(domain: string, frame: WireFrame): void;
  snapshot(domain: string, snapshot: WireSnapshot, reason: ReloadReason): void;
  /** From an entry's id to its frame, ms on Redis's clock. */
  lag(domain: string, lagMs: number): void;
}

export interface FeedOptions {
  readonly domain: string;
  readonly openReader: () => Redis;
  readonly nowMs: () => number;
  readonly output: FeedOutput;
  readonly log: Logger;
}

type StreamReply = readonly (readonly [string, readonly (readonly [string, string[]])[]])[] | null;

export class DomainFeed {
  readonly view: DomainView;
  private readonly reader: Redis;
  private stopped = false;
  private running: Promise<void> | undefined;
  private flushTimer: NodeJS.Timeout | undefined;
  private quietTimer: NodeJS.Timeout | undefined;
  private flushedAtMs = Number.NEGATIVE_INFINITY;
  private reachedAtMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: FeedOptions) {
    this.view = new DomainView(options.domain);
    this.reader = options.openReader();
  }

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.flushTimer);
    clearTimeout(this.quietTimer);
    this.reader.disconnect();
    await this.running;
  }

  /** Ms since Redis last answered, on the monotonic clock. */
  silenceMs(): number {
    return performance.now() - this.reachedAtMs;
  }

  private async run(): Promise<void> {
    const { domain } = this.options;
    let reload: ReloadReason | undefined = 'first';
    let complaint = '';
    await untilConnected(this.reader);
    while (!this.stopped) {
      try {
        if (reload !== undefined) await this.reload(reload);
        reload = undefined;
        const step = await this.read();
        if (step !== 'followed') reload = step;
        complaint = '';
      } catch (error) {
        if (this.stopped) return;
        // Said once per cause: an outage lasts hundreds of attempts.
        const message = error instanceof Error ? error.message : String(error);
        if (message !== complaint)
          this.options.log.warn({ err: error, domain }, 'no word from Redis; showing what is known');
        complaint = message;
        reload = this.view.state === undefined ? 'first' : 'connection-lost';
        await new Promise((resolve) => setTimeout(resolve, RETRY_EVERY_MS));
      }
    }
  }

  private async reload(reason: ReloadReason): Promise<void> {
    const { domain, nowMs, output, log } = this.options;
    const loaded = await this.within(COMMAND_TIMEOUT_MS, loadDomain(this.reader, domain));
    this.reachedAtMs = performance.now();
    if (this.stopped || this.view.replace(loaded) === 'same') return;
    log.info(
      { domain, reason, cursor: loaded.cursor, readings: loaded.readings.size },
      'read the state of a domain',
    );
    const snapshot = this.view.snapshot(nowMs());
    if (snapshot !== undefined) output.snapshot(domain, snapshot, reason);
    this.hashWhenQuiet();
  }

  /** One blocking read and, in the same round trip, where the stream stands. */
  private async read(): Promise<StandingStep> {
    const { domain } = this.options;
    const cursor = this.view.readCursor;
    const cycle = this.reader
      .pipeline()
      .xread('COUNT', READ_COUNT, 'BLOCK', READ_BLOCK_MS, 'STREAMS', redisKeys.changes(domain), cursor)
      .eval(STANDING_SCRIPT, 2, ...standingKeys(domain))
      .exec();
    const replies = await this.within(READ_BLOCK_MS + COMMAND_TIMEOUT_MS, cycle);
    const [streams, standing] = (replies ?? []).map(([error, reply]) => {
      if (error !== null) throw error;
      return reply;
    });
    if (this.stopped) return 'followed';
    this.reachedAtMs = performance.now();
    const entries = (streams as StreamReply)?.[0]?.[1] ?? [];
    const step = judgeStanding(
      parseStanding(standing),
      this.view.state?.epoch ?? '',
      cursor,
      entries.at(-1)?.[0],
    );
    if (step !== 'followed') return step;
    for (const [id, fields] of entries) {
      const bytes = fields.reduce((sum, field) => sum + field.length, 0);
      if (this.view.offer(parseChangeEntry(domain, id, fields), bytes) === 'other-epoch')
        return 'other-epoch';
    }
    if (entries.length > 0) this.flushSoon();
    return 'followed';
  }

  /** A read that outlives its deadline hangs on a dead link or a stopped Redis: the connection is made anew. */
  private async within<Value>(timeoutMs: number, answer: Promise<Value>): Promise<Value> {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`Redis did not answer within ${timeoutMs} ms`));
        if (!this.stopped) this.reader.disconnect(true);
      }, timeoutMs);
    });
    answer.catch(() => undefined);
    return Promise.race([answer, deadline]).finally(() => clearTimeout(timer));
  }

  private flushSoon(): void {
    if (this.flushTimer !== undefined) return;
    const waitMs = this.flushedAtMs + FRAME_EVERY_MS - performance.now();
    if (waitMs <= 0) this.flush();
    else this.flushTimer = setTimeout(() => this.flush(), waitMs);
  }

  private flush(): void {
    const { domain, nowMs, output } = this.options;
    this.flushTimer = undefined;
    const frame = this.view.flush(nowMs());
    if (frame === undefined) return;
    this.flushedAtMs = performance.now();
    output.frame(domain, frame);
    output.lag(domain, Math.max(0, frame.n - Number.parseInt(frame.t, 10)));
    if (frame.k === 1) this.view.rememberHash(frame.n);
    this.hashWhenQuiet();
  }

  private hashWhenQuiet(): void {
    if (this.quietTimer !== undefined) {
      this.quietTimer.refresh();
      return;
    }
    this.quietTimer = setTimeout(() => {
      this.quietTimer = undefined;
      this.view.rememberHash(this.options.nowMs());
    }, QUIET_AFTER_MS);
  }
}
