/** Whether a chart is made of facts or of kept rollups, and how long its stretches are. Pure. */
import type { Indicator } from '../../../shared/config/domain.ts';
import { SPAN_MS, type RollupSpan } from '../../../shared/history/rollup.ts';
import { DAY_MS, stepFor } from './steps.ts';
import type { Window } from './window.ts';

/** Most facts read for one answer: some 20 MB while they are. */
export const MOST_FACTS = 120_000;

export interface Plan {
  /** Absent: facts. */
  readonly span?: RollupSpan | undefined;
  readonly stepMs: number;
}

/** How far apart facts of a cadence are, ms: a guess, for it decides only which way is tried first. */
const APART_MS: Readonly<Record<Indicator['cadence'], number>> = {
  realtime: 10_000,
  '15m': 900_000,
  hour: 3_600_000,
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 28 * DAY_MS,
  quarter: 90 * DAY_MS,
  year: 365 * DAY_MS,
};

/**
 * Facts where they are few or no rollup is fine enough, and all of them are kept still; else the coarsest kept rollups that are not coarser than the
 * chart's stretches.
 * @param kept rollups, fine to coarse. @param places how many series are read. @param most stretches of each.
 */
export function planOf(
  indicator: Pick<Indicator, 'cadence' | 'keepDays'>,
  kept: readonly RollupSpan[],
  window: Window,
  { places, most, nowMs }: { readonly places: number; readonly most: number; readonly nowMs: number },
): Plan {
  const { cadence, keepDays } = indicator;
  const stepMs = stepFor(window, most);
  const span = kept.findLast((one) => SPAN_MS[one] <= stepMs);
  if (isBeyond(window, keepDays, nowMs)) return withRollups(kept, window, most, span) ?? { stepMs };
  const facts = (window.toMs - window.fromMs) / APART_MS[cadence];
  if (kept.length === 0 || (facts <= most && facts * places <= MOST_FACTS)) return { stepMs };
  if (span === undefined && facts * places <= MOST_FACTS) return { stepMs };
  return withRollups(kept, window, most, span) ?? { stepMs };
}

/** The rollups that a window finds whole; where it reaches back beyond all, the coarsest, which stays longest. */
export function spansWithin(
  { keepRollupDays = {} }: Pick<Indicator, 'keepRollupDays'>,
  kept: readonly RollupSpan[],
  window: Window,
  nowMs: number,
): readonly RollupSpan[] {
  const whole = kept.filter((span) => !isBeyond(window, keepRollupDays[span], nowMs));
  return whole.length > 0 ? whole : kept.slice(-1);
}

/** @param days for which something is kept; undefined: for good. */
function isBeyond({ fromMs }: Window, days: number | undefined, nowMs: number): boolean {
  return days !== undefined && fromMs < nowMs - days * DAY_MS;
}

/** The plan where there are more facts than may be read. Undefined: there are no rollups. */
export function withRollups(
  kept: readonly RollupSpan[],
  window: Window,
  most: number,
  span = kept[0],
): Plan | undefined {
  return span === undefined ? undefined : { span, stepMs: stepFor(window, most, SPAN_MS[span]) };
}
