/** Stretches of time of the charts, and those that stand beside them. Pure. */
import { localFields, localMidnightMs } from '../../../shared/period.ts';
import type { SeriesBeside } from '../../../shared/api.ts';

/** Both ends included; ms since 1970 UTC. */
export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The stretch of the same length just before, or of the same dates a year before; the 29 of February has the 28. */
export function besideWindow({ fromMs, toMs }: Window, kind: SeriesBeside, timeZone: string): Window {
  if (kind === 'previous') return { fromMs: fromMs - (toMs - fromMs), toMs: fromMs };
  const shiftMs = toMs - yearBeforeMs(toMs, timeZone);
  return { fromMs: fromMs - shiftMs, toMs: toMs - shiftMs };
}

function yearBeforeMs(atMs: number, timeZone: string): number {
  const { year, month, day } = localFields(atMs, timeZone);
  const lastDay = new Date(Date.UTC(year - 1, month + 1, 0)).getUTCDate();
  const sinceMidnightMs = atMs - localMidnightMs(year, month, day, timeZone);
  return localMidnightMs(year - 1, month, Math.min(day, lastDay), timeZone) + sinceMidnightMs;
}
