/** Rows of the tables as DuckDB gives them, and what they say. Columns and readers stand side by side. */
import type { Method } from '../observation.ts';
import type { Version } from './known-at.ts';
import type { Rollup } from './rollup.ts';

/** Select list of {@link versionOfCells}. */
export const MOMENT_CELLS =
  'epoch_ms(observed_utc), NULL, number, state, epoch_ms(observed_utc), epoch_ms(collected_utc), source, method';
export const PERIOD_CELLS =
  'epoch_ms(starts_utc), period, number, state, epoch_ms(observed_utc), epoch_ms(collected_utc), source, method';

type VersionCells = [bigint, string | null, number | null, string | null, bigint, bigint, string, Method];

export function versionOfCells(cells: readonly unknown[]): Version {
  const [sortMs, period, number, state, observed, collected, source, method] = cells as VersionCells;
  return {
    sortMs: Number(sortMs),
    ...(period === null ? {} : { period }),
    value: number ?? state,
    observedAtMs: Number(observed),
    collectedAtMs: Number(collected),
    source,
    method,
  };
}

/** Select list of {@link rollupOfCells}. */
export const ROLLUP_CELLS =
  'epoch_ms(starts_utc), count, min, max, sum, last_number, last_state, epoch_ms(last_utc), epoch_ms(collected_utc)';

type RollupCells = [
  bigint,
  number,
  number | null,
  number | null,
  number | null,
  number | null,
  string | null,
  bigint,
  bigint,
];

export function rollupOfCells(cells: readonly unknown[]): Rollup {
  const [start, count, min, max, sum, number, state, lastAt, collected] = cells as RollupCells;
  return {
    startMs: Number(start),
    count,
    min,
    max,
    sum,
    last: number ?? state,
    lastAtMs: Number(lastAt),
    collectedAtMs: Number(collected),
  };
}
