/** Where the x axis of a trend is marked. Pure. */
import { localFields, localMidnightMs, zoneOffsetMs } from '../../../../shared/period.ts';

const HOUR_MS = 3_600_000;
const HOUR_STEPS = [1, 2, 3, 6, 12];
const MOST_MARKS = 5;

type Window = { readonly fromMs: number; readonly toMs: number };

/** Round local times inside the window, at most some {@link MOST_MARKS}: hours, midnights, or first days of months. */
export function roundTimes(window: Window, timeZone: string): number[] {
  const unit = markUnit(window);
  if (unit === 'hour') return roundHours(window, timeZone);
  const { fromMs, toMs } = window;
  const { year, month, day } = localFields(fromMs, timeZone);
  const midnight = (n: number) =>
    unit === 'day'
      ? localMidnightMs(year, month, day + n, timeZone)
      : localMidnightMs(year, month + n, 1, timeZone);
  const known: number[] = [];
  for (let n = 1; midnight(n) <= toMs; n += 1) known.push(midnight(n));
  return spread(known);
}

/** Whether the marks of a window are hours, days or months. */
export function markUnit({ fromMs, toMs }: Window): 'hour' | 'day' | 'month' {
  const longMs = toMs - fromMs;
  if (longMs <= LONGEST_HOURS * HOUR_MS) return 'hour';
  return longMs <= LONGEST_DAYS * 24 * HOUR_MS ? 'day' : 'month';
}
const LONGEST_HOURS = 60;
const LONGEST_DAYS = 92;

/** Full local hours inside the window. */
function roundHours({ fromMs, toMs }: Window, timeZone: string): number[] {
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
