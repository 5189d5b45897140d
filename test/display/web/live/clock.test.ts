import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LiveClock, type Turning } from '../../../../display/web/live/clock.ts';

const START = 1_800_000_000_250;
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

function startedClock(): LiveClock {
  const clock = new LiveClock(() => ({ monotonicMs: performance.now(), wallMs: Date.now() }));
  clock.hear(START);
  clock.start();
  return clock;
}

it("ticks on the full seconds of the server's time", () => {
  const clock = startedClock();
  const ticks: number[] = [];
  clock.every((nowMs) => ticks.push(nowMs));
  vi.advanceTimersByTime(2_750);
  expect(ticks.map((ms) => ms % 1000)).toEqual([0, 0, 0]);
  expect(clock.serverNowMs.value).toBe(START + 2_750);
  clock.stop();
});

it('turns what it watches at its own millisecond, once, when nothing arrives any more', () => {
  const clock = startedClock();
  const turned: number[] = [];
  const tile: Turning = {
    turnMs: START + 1_337,
    turn: (nowMs) => {
      turned.push(nowMs);
      tile.turnMs = undefined;
    },
  };
  clock.watch(tile);
  vi.advanceTimersByTime(1_330);
  expect(turned).toEqual([]);
  vi.advanceTimersByTime(10);
  expect(turned).toHaveLength(1);
  expect(Math.abs((turned[0] ?? 0) - (START + 1_337))).toBeLessThanOrEqual(2);
  vi.advanceTimersByTime(5_000);
  expect(turned).toHaveLength(1);
  clock.stop();
});

it('comes earlier for a deadline that is set within the running second', () => {
  const clock = startedClock();
  let turnedAtMs = 0;
  const tile: Turning = {
    turnMs: undefined,
    turn: (nowMs) => {
      turnedAtMs = nowMs;
      tile.turnMs = undefined;
    },
  };
  clock.watch(tile);
  vi.advanceTimersByTime(100);
  tile.turnMs = START + 300;
  clock.expect(tile.turnMs);
  vi.advanceTimersByTime(220);
  expect(Math.abs(turnedAtMs - (START + 300))).toBeLessThanOrEqual(2);
  clock.stop();
});

it('leaves no timer behind', () => {
  startedClock().stop();
  expect(vi.getTimerCount()).toBe(0);
});
