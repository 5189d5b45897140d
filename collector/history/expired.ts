/** Which observations are beyond the days that their indicator keeps them. Pure. */
import type { Domain } from '../../shared/config/domain.ts';
import { sqlInstant, sqlText } from '../../shared/history/tables.ts';

const DAY_MS = 86_400_000;

export function keepDaysOf(domains: readonly Pick<Domain, 'indicators'>[]): ReadonlyMap<string, number> {
  return new Map(
    domains.flatMap(({ indicators }) =>
      indicators.flatMap(({ id, keepDays }) => (keepDays === undefined ? [] : [[id, keepDays] as const])),
    ),
  );
}

/** A condition on the table of observations; undefined: everything is kept for good. */
export function expiredCondition(keepDays: ReadonlyMap<string, number>, nowMs: number): string | undefined {
  const each = [...keepDays].map(
    ([indicator, days]) =>
      `(indicator = ${sqlText(indicator)} AND observed_utc < ${sqlInstant(nowMs - days * DAY_MS)})`,
  );
  return each.length === 0 ? undefined : each.join(' OR ');
}
