/** Where the x axis of a trend is marked. Pure. */
import { zoneOffsetMs } from '../../../../shared/period.ts';

const HOUR_MS = 3_600_000;
const HOUR_STEPS = [1, 2, 3, 6, 12];
const MOST_MARKS = 5;

/** Full local hours inside the window, at most {@link MOST_MARKS}. */
export function roundHours({ fromMs, toMs }: { fromMs: number; toMs: number }, timeZone: string): number[] {
  const step = HOUR_STEPS.find((hours) => toMs - fromMs <= hours * HOUR_MS * MOST_MARKS) ?? 12;
  const stepMs = step * HOUR_MS;
  const offsetMs = zoneOffsetMs(fromMs, timeZone);
  const first = Math.ceil((fromMs + offsetMs) / stepMs) * stepMs - offsetMs;
  return Array.from(
    { length: Math.floor((toMs - first) / stepMs) + 1 },
    (_, index) => first + index * stepMs,
  );
}

/** A few of the instants at which there are points: the last one always. */
export function spread(instants: readonly number[]): number[] {
  const known = [...new Set(instants)].sort((a, b) => a - b);
  const every = Math.max(1, Math.ceil(known.length / MOST_MARKS));
  return known.filter((_, index) => (known.length - 1 - index) % every === 0);
}
