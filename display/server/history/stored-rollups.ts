/** Rollups as the historian left them, merged into the stretches of a chart by DuckDB. */
import type { Rollup, RollupSpan } from '../../../shared/history/rollup.ts';
import { newestRollup, sqlInstant, sqlText } from '../../../shared/history/tables.ts';
import type { BucketGrid } from './bucket-grid.ts';
import { whereOfMany, type Asked, type ColdReader, type ManySeries } from './cold-reader.ts';
import { overlapsOf, type Extent } from './overlaps.ts';

/** Each is a condition on every row; beyond, one condition around all of them costs less. */
const MOST_OVERLAPS = 20;

export interface Stored {
  readonly many: ManySeries;
  readonly span: RollupSpan;
  readonly asked: Asked;
}

/** Columns of the stretches, row by row. An empty state is none. */
type BucketColumns = readonly [
  places: readonly string[],
  startsMs: readonly number[],
  counts: readonly number[],
  mins: readonly (number | null)[],
  maxs: readonly (number | null)[],
  sums: readonly (number | null)[],
  lastNumbers: readonly (number | null)[],
  lastStates: readonly string[],
  lastAtsMs: readonly number[],
  collectedAtsMs: readonly number[],
];

/** Places and starts of the spans of which something was learned behind an instant. */
export async function learnedBehind(
  cold: Pick<ColdReader, 'ask'>,
  stored: Stored,
  knownAtMs: number,
): Promise<readonly (readonly [string, number])[]> {
  const rows = await cold.ask(
    rollupsOf(stored),
    (from, extents) =>
      `SELECT place, epoch_ms(starts_utc)::DOUBLE FROM (${newest(from, extents)}) WHERE collected_utc > ${sqlInstant(knownAtMs)}`,
  );
  return rows as readonly (readonly [string, number])[];
}

/** Oldest first by place. @param anew starts of spans, by place, that are left out, for they are made anew. */
export async function storedBuckets(
  cold: Pick<ColdReader, 'askColumns'>,
  stored: Stored,
  { anchorMs, stepMs, slackMs }: BucketGrid,
  anew: ReadonlyMap<string, ReadonlySet<number>>,
): Promise<Map<string, Rollup[]>> {
  const places = [...new Set(stored.many.places)];
  const left = [...anew].flatMap(([place, starts]) =>
    [...starts].map((ms) => `(${sqlText(place)}, ${sqlInstant(ms)})`),
  );
  const without = left.length === 0 ? '' : `WHERE (place, starts_utc) NOT IN (VALUES ${left.join(', ')})`;
  const columns = await cold.askColumns(
    rollupsOf(stored),
    (from, extents) =>
      // Times are turned into numbers once a stretch, and not once a row.
      `WITH merged AS (
         SELECT place, floor((epoch_ms(starts_utc) - ${anchorMs} + ${slackMs}) / ${stepMs}) AS bucket,
           min(starts_utc) AS starts_utc, sum(count)::DOUBLE AS count, min(min) AS min, max(max) AS max, sum(sum) AS sum,
           arg_max_null(last_number, last_utc) AS last_number,
           arg_max_null(last_state, last_utc) FILTER (WHERE last_number IS NULL) AS last_state,
           max(last_utc) AS last_utc, max(collected_utc) AS collected_utc
         FROM (${newest(from, extents)}) ${without} GROUP BY ALL)
       SELECT place::ENUM (${places.map(sqlText).join(', ')}), epoch_ms(starts_utc)::DOUBLE, count, min, max, sum, last_number,
         coalesce(last_state, ''), epoch_ms(last_utc)::DOUBLE, epoch_ms(collected_utc)::DOUBLE
       FROM merged ORDER BY place, bucket`,
  );
  const buckets = new Map<string, Rollup[]>();
  if (columns.length === 0) return buckets;
  const [named, starts, counts, mins, maxs, sums, numbers, states, lasts, collected] =
    columns as unknown as BucketColumns;
  let own: Rollup[] = [];
  named.forEach((place, row) => {
    if (place !== named[row - 1]) buckets.set(place, (own = []));
    own.push({
      startMs: starts[row] as number,
      count: counts[row] as number,
      min: mins[row] as number | null,
      max: maxs[row] as number | null,
      sum: sums[row] as number | null,
      last: (numbers[row] as number | null) ?? (states[row] || null),
      lastAtMs: lasts[row] as number,
      collectedAtMs: collected[row] as number,
    });
  });
  return buckets;
}

function rollupsOf({ many, span, asked }: Stored) {
  return {
    domain: many.domain,
    table: 'rollups' as const,
    where: `${whereOfMany(many)} AND span = ${sqlText(span)}`,
    asked,
  };
}

/**
 * Of several rows of one span the newest. A file has one of each: only where files overlap they are compared, which
 * costs more than all the rest.
 */
function newest(rows: string, extents: readonly Extent[]): string {
  const overlaps = overlapsOf(extents, MOST_OVERLAPS);
  if (overlaps.length === 0) return rows;
  const within = overlaps
    .map(({ minSortMs, maxSortMs }) => {
      const [from, to] = [sqlInstant(minSortMs), sqlInstant(maxSortMs)];
      return `starts_utc BETWEEN ${from} AND ${to}`;
    })
    .join(' OR ');
  return `SELECT * FROM (${rows}) AS sole WHERE NOT (${within})
    UNION ALL SELECT * FROM (SELECT * FROM (${rows}) AS several WHERE ${within}) AS stored QUALIFY ${newestRollup('stored')}`;
}
