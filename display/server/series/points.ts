/** Points of a chart from facts, stretches and sums. Pure. */
import type { SeriesPoint } from '../../../shared/api.ts';
import { gapsBefore } from '../../../shared/gap-rule.ts';
import type { Version } from '../../../shared/history/known-at.ts';
import { ofFact, type Rollup } from '../../../shared/history/rollup.ts';
import { bucketOf, inBuckets, type BucketGrid } from '../history/bucket-grid.ts';

export function pointOfFact({
  value,
  period,
  observedAtMs,
  collectedAtMs,
  source,
  method,
}: Version): SeriesPoint {
  return {
    value,
    observedAtMs,
    collectedAtMs,
    source,
    ...(period === undefined ? {} : { period }),
    ...(method === undefined ? {} : { method }),
  };
}

export function pointOfStretch({
  startMs,
  count,
  min,
  max,
  sum,
  last,
  lastAtMs,
  collectedAtMs,
}: Rollup): SeriesPoint {
  const stretch = { fromMs: startMs, count, min, max, sum };
  return { value: last, observedAtMs: lastAtMs, collectedAtMs, source: '', stretch };
}

/** Every fact as long as there are at most `most`; else stretches, where one that holds a single fact stays that fact. */
export function pointsOfFacts(facts: readonly Version[], most: number, grid: BucketGrid): SeriesPoint[] {
  if (facts.length <= most) return facts.map(pointOfFact);
  const alone = new Map<number, Version | undefined>();
  for (const fact of facts) {
    const bucket = bucketOf(grid, fact.sortMs);
    alone.set(bucket, alone.has(bucket) ? undefined : fact);
  }
  return inBuckets(facts.map(ofFact), grid).map((bucket) => {
    const fact = alone.get(bucketOf(grid, bucket.startMs));
    return fact === undefined ? pointOfStretch(bucket) : pointOfFact(fact);
  });
}

/** @param points oldest first. */
export function withGaps(
  points: readonly SeriesPoint[],
  staleAfterMs: number,
  timeZone: string,
): SeriesPoint[] {
  const gaps = gapsBefore(points, staleAfterMs, timeZone);
  return points.map((point, at) => (gaps[at] === true ? { ...point, afterGap: true } : point));
}
