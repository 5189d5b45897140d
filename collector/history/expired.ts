/** Which rows of the history are beyond the days that their indicator keeps them. Pure. */
import type { Domain } from '../../shared/config/domain.ts';
import { DAY_MS, HOUR_MS, type RollupDays } from '../../shared/config/retention.ts';
import { ROLLUP_SPANS } from '../../shared/history/rollup.ts';
import { sqlInstant, sqlText, type TableName } from '../../shared/history/tables.ts';

/** How long an indicator's rows stay in the files, days; of what is absent for good. */
export interface ColdKeeping {
  readonly keepDays?: number | undefined;
  readonly keepRollupDays?: RollupDays | undefined;
}

/**
 * Rows stay so much longer: what comes within the days is rolled up anew with all of its local day, of which nothing
 * may be gone yet. A day on which clocks are changed has 25 hours.
 */
const SLACK_MS = DAY_MS + 2 * HOUR_MS;

/** Indicators of which not everything is kept for good. */
export function coldKeepingOf(
  domains: readonly Pick<Domain, 'indicators'>[],
): ReadonlyMap<string, ColdKeeping> {
  return new Map(
    domains.flatMap(({ indicators }) =>
      indicators.flatMap(({ id, keepDays, keepRollupDays }) =>
        keepDays === undefined ? [] : [[id, { keepDays, keepRollupDays }] as const],
      ),
    ),
  );
}

/** By table, a condition on the rows that go. Tables of which everything is kept are absent. */
export function expiredConditions(
  keeping: ReadonlyMap<string, ColdKeeping>,
  nowMs: number,
): ReadonlyMap<TableName, string> {
  const conditions = new Map<TableName, string>();
  const add = (table: TableName, each: readonly string[]) => {
    if (each.length > 0) conditions.set(table, each.join(' OR '));
  };
  const before = (days: number) => sqlInstant(nowMs - days * DAY_MS - SLACK_MS);
  const kept = [...keeping];
  add(
    'observations',
    kept.flatMap(([id, { keepDays }]) =>
      keepDays === undefined ? [] : [`(indicator = ${sqlText(id)} AND observed_utc < ${before(keepDays)})`],
    ),
  );
  add(
    'rollups',
    kept.flatMap(([id, { keepRollupDays = {} }]) =>
      ROLLUP_SPANS.flatMap((span) => {
        const days = keepRollupDays[span];
        if (days === undefined) return [];
        return [`(indicator = ${sqlText(id)} AND span = ${sqlText(span)} AND starts_utc < ${before(days)})`];
      }),
    ),
  );
  return conditions;
}
