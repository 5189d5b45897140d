/** Stretches of time of the charts, and those that stand beside them. Pure. */
import type { SeriesBeside } from '../../../shared/api.ts';
import { rangeStartMs } from '../../../shared/chart-range.ts';

/** Both ends included; ms since 1970 UTC. */
export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The stretch of the same length just before, or of the same dates a year before; the 29 of February has the 28. */
export function besideWindow({ fromMs, toMs }: Window, kind: SeriesBeside, timeZone: string): Window {
  if (kind === 'previous') return { fromMs: fromMs - (toMs - fromMs), toMs: fromMs };
  const shiftMs = toMs - rangeStartMs('year', toMs, timeZone);
  return { fromMs: fromMs - shiftMs, toMs: toMs - shiftMs };
}
