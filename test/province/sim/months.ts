/** Months whose figures have been published, for reports that carry a period. */
import { nextPeriod, periodBounds, periodOf, previousPeriod } from '../../../shared/period.ts';

const TIME_ZONE = 'Asia/Ho_Chi_Minh';

export interface PublishedMonth {
  /** `2026-10` */
  readonly period: string;
  /** `10/2026`, as reports write it. */
  readonly label: string;
  readonly publishedAtMs: number;
}

/** The last months published by an instant, oldest first. A month comes out `lagMs` after its end. */
export function publishedMonths(atMs: number, lagMs: number, count: number): readonly PublishedMonth[] {
  let period = previousPeriod(periodOf(atMs, 'month', TIME_ZONE), TIME_ZONE);
  if (periodBounds(nextPeriod(period, TIME_ZONE), TIME_ZONE).startMs + lagMs > atMs) {
    period = previousPeriod(period, TIME_ZONE);
  }
  const months: PublishedMonth[] = [];
  for (let left = count; left > 0; left -= 1) {
    const [year, month] = period.split('-');
    const publishedAtMs = periodBounds(period, TIME_ZONE).endMs + lagMs;
    months.unshift({ period, label: `${month}/${year}`, publishedAtMs });
    period = previousPeriod(period, TIME_ZONE);
  }
  return months;
}
