/** What is told together: tellings of one group within one window. Pure. */
import type { Transition } from './alert.ts';

/** Tellings that wait for their window's end. */
export interface GroupWindow {
  readonly group: string;
  readonly opensAtMs: number;
  readonly tellings: readonly Transition[];
}

/** Adds a telling to its group's open window, or opens one. */
export function gather(
  windows: readonly GroupWindow[],
  group: string,
  telling: Transition,
  nowMs: number,
): readonly GroupWindow[] {
  const at = windows.findIndex((one) => one.group === group);
  if (at < 0) return [...windows, { group, opensAtMs: nowMs, tellings: [telling] }];
  return windows.map((one, n) =>
    // The same transition again, after a crash, is no second telling.
    n !== at || one.tellings.some(({ id }) => id === telling.id)
      ? one
      : { ...one, tellings: [...one.tellings, telling] },
  );
}

/**
 * Windows that are over, with all that came into them: what fired and cleared within one is told as both. At the very
 * end of a window it is over.
 */
export function closeWindows(
  windows: readonly GroupWindow[],
  waitMs: number,
  nowMs: number,
): { readonly due: readonly GroupWindow[]; readonly waiting: readonly GroupWindow[] } {
  const isOver = ({ opensAtMs }: GroupWindow) => nowMs >= opensAtMs + waitMs;
  return { due: windows.filter(isOver), waiting: windows.filter((one) => !isOver(one)) };
}
