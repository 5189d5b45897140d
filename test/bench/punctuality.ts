/** When polls were due, and when the upstream was asked. Pure. */
import type { Asked } from './upstream.ts';

/** A clock read in another process may say a moment before the due one. */
const EARLY_MS = 50;

export interface DueTimes {
  readonly targets: number;
  readonly everyMs: number;
  /** When in the cadence a target is due, ms. */
  readonly offsetMs: (target: number) => number;
  /** Polls due from here, ms since 1970 UTC, … */
  readonly fromMs: number;
  /** … until before here are looked at. */
  readonly toMs: number;
}

/** For every poll that was due how late it was asked for, ms; infinite where nobody asked before the next was due. */
export function latenessOf(asked: readonly Asked[], due: DueTimes): readonly number[] {
  const { targets, everyMs, offsetMs, fromMs, toMs } = due;
  const times = Array.from({ length: targets }, () => [] as number[]);
  for (const [target, atMs] of asked) times[target]?.push(atMs);
  return times.flatMap((ofTarget, target) => {
    const offset = offsetMs(target);
    const first = Math.ceil((fromMs - offset) / everyMs) * everyMs + offset;
    const count = Math.max(0, Math.ceil((toMs - first) / everyMs));
    return Array.from({ length: count }, (_, turn) => {
      const dueMs = first + turn * everyMs;
      const isItsOwn = (atMs: number) => atMs >= dueMs - EARLY_MS && atMs < dueMs + everyMs - EARLY_MS;
      const atMs = Math.min(...ofTarget.filter(isItsOwn));
      return Math.max(0, atMs - dueMs);
    });
  });
}
