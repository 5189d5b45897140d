/** The clock of a replay: it stands at an instant until it is moved, and everything is judged by it. */
import { shallowRef, type ShallowRef } from 'vue';
import type { PageClock, Turning } from '../live/clock.ts';

export class ReplayClock implements PageClock {
  readonly serverNowMs: ShallowRef<number>;
  private readonly turning = new Set<Turning>();
  private readonly onTick: ((nowMs: number) => void)[] = [];

  constructor(atMs: number) {
    this.serverNowMs = shallowRef(atMs);
  }

  nowMs(): number {
    return this.serverNowMs.value;
  }

  every(tick: (nowMs: number) => void): void {
    this.onTick.push(tick);
  }

  watch(turning: Turning): void {
    this.turning.add(turning);
  }

  /** Everything that is past its time is turned whenever the clock moves, so nothing need be expected. */
  expect(): void {}

  /** Another page takes over; what the one before showed turns no more. */
  forget(): void {
    this.turning.clear();
    this.onTick.length = 0;
  }

  /** Moves to an instant, forward or back. */
  set(atMs: number): void {
    this.serverNowMs.value = atMs;
    for (const one of this.turning) if (one.turnMs !== undefined && one.turnMs <= atMs) one.turn(atMs);
    for (const tick of this.onTick) tick(atMs);
  }
}
