/**
 * The clock of a page: ticks on every full second of the server's time, and besides exactly when something that
 * is shown turns late or stale, so that a tile turns at its deadline even when nothing arrives any more.
 */
import { shallowRef, type ShallowRef } from 'vue';
import type { ClientInstant } from '../../../shared/server-clock.ts';
import { clientInstant, ServerTime } from './server-time.ts';

/** Something that turns by itself at `turnMs`, ms of the server's time. */
export interface Turning {
  turnMs: number | undefined;
  turn(nowMs: number): void;
}

/** The time by which a page judges: the server's, or that of an instant which is replayed. */
export interface PageClock {
  /** Advances with every tick. */
  readonly serverNowMs: ShallowRef<number>;
  /** To the millisecond; not tracked by Vue. */
  nowMs(): number;
  /** Calls back on every tick, after the time was advanced. */
  every(tick: (nowMs: number) => void): void;
  /** Turns what is past its time with every tick. */
  watch(turning: Turning): void;
  /** Something will turn at `turnMs`, maybe before the next tick. */
  expect(turnMs: number | undefined): void;
}

/** A timer may fire this much early by the browser's rounding. */
const EARLY_MS = 2;
const SECOND_MS = 1000;

export class LiveClock implements PageClock {
  readonly serverNowMs: ShallowRef<number>;
  private readonly time = new ServerTime();
  private readonly turning = new Set<Turning>();
  private readonly onTick: ((nowMs: number) => void)[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private nextTickMs = 0;

  constructor(private readonly instant: () => ClientInstant = clientInstant) {
    this.serverNowMs = shallowRef(this.nowMs());
  }

  /** The server's time to the millisecond; not tracked by Vue. */
  nowMs(): number {
    return Math.floor(this.time.now(this.instant()));
  }

  /** A word of the server that took an unknown time to come. */
  hear(wordMs: number): ReturnType<ServerTime['hear']> {
    return this.time.hear(wordMs, this.instant());
  }

  /** The server's answer to what was asked at `askedAt`. */
  answered(wordMs: number, askedAt: ClientInstant): void {
    this.time.answered(wordMs, askedAt, this.instant());
  }

  /** Calls back on every tick, after the time was advanced. */
  every(tick: (nowMs: number) => void): void {
    this.onTick.push(tick);
  }

  watch(turning: Turning): void {
    this.turning.add(turning);
  }

  start(): void {
    this.tick();
    // A sleeping or hidden page gets no timers: look at the clock the moment it is seen again.
    if (typeof document !== 'undefined') document.addEventListener('visibilitychange', this.tick);
  }

  stop(): void {
    clearTimeout(this.timer);
    if (typeof document !== 'undefined') document.removeEventListener('visibilitychange', this.tick);
  }

  /** Something will turn at `turnMs`, maybe before the next tick. */
  expect(turnMs: number | undefined): void {
    if (this.timer === undefined || turnMs === undefined || turnMs >= this.nextTickMs) return;
    clearTimeout(this.timer);
    this.arm();
  }

  private readonly tick = (): void => {
    clearTimeout(this.timer);
    const nowMs = this.nowMs();
    this.serverNowMs.value = nowMs;
    for (const one of this.turning) {
      if (one.turnMs !== undefined && one.turnMs - EARLY_MS <= nowMs) one.turn(nowMs);
    }
    for (const tick of this.onTick) tick(nowMs);
    this.arm();
  };

  private arm(): void {
    const nowMs = this.nowMs();
    let nextMs = (Math.floor(nowMs / SECOND_MS) + 1) * SECOND_MS;
    for (const { turnMs } of this.turning) {
      if (turnMs !== undefined && turnMs > nowMs && turnMs < nextMs) nextMs = turnMs;
    }
    this.nextTickMs = nextMs;
    this.timer = setTimeout(this.tick, Math.max(1, nextMs - nowMs));
  }
}
