/** A delay that counts observed time only: it pauses where nothing is known and never starts again by that. Pure. */
import type { Timer } from './alert.ts';

export function startTimer(nowMs: number, runs: boolean): Timer {
  return { observedMs: 0, fromMs: nowMs, runs };
}

/** Counts up to now, and says whether it runs from now on. */
export function advanceTimer(timer: Timer, nowMs: number, runs: boolean): Timer {
  return { observedMs: observedAt(timer, nowMs), fromMs: Math.max(nowMs, timer.fromMs), runs };
}

/** Counts up to `fromMs`; what came between that and now was seen by nobody. */
export function skipTimer(timer: Timer, fromMs: number, nowMs: number): Timer {
  return { ...timer, observedMs: observedAt(timer, Math.min(fromMs, nowMs)), fromMs: nowMs };
}

/** When it will have counted `delayMs`; undefined while it pauses. */
export function timerEndMs(timer: Timer, delayMs: number): number | undefined {
  return timer.runs ? timer.fromMs + Math.max(0, delayMs - timer.observedMs) : undefined;
}

function observedAt(timer: Timer, nowMs: number): number {
  return timer.observedMs + (timer.runs ? Math.max(0, nowMs - timer.fromMs) : 0);
}
