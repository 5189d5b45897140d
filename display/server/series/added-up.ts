/**
 * The past of a figure that is added up from places. In each stretch, or period, the places count with their last
 * value, and beyond it no longer than it would be shown as known; when a place that was heard before is no longer
 * known, neither is the sum: a gap stays a gap, and a place that fell silent never looks like a fall. Pure.
 */
import { aggregate } from '../../../shared/aggregate.ts';
import type { SeriesPoint } from '../../../shared/api.ts';
import type { Indicator } from '../../../shared/config/domain.ts';
import type { Rollup } from '../../../shared/history/rollup.ts';
import type { HistoryPoint } from '../../../shared/latest-entry.ts';
import type { Reading } from '../../../shared/observation.ts';
import { bucketOf, type BucketGrid } from '../history/bucket-grid.ts';

/** What one place knew in each stretch, or of each period, of the same sequence. */
export interface MemberPast {
  readonly place: string;
  readonly samples: readonly (HistoryPoint | undefined)[];
}

/** One stretch or period of the sequence. */
export interface Instant {
  readonly period?: string;
}

export function addUp(
  indicator: Indicator,
  instants: readonly Instant[],
  members: readonly MemberPast[],
  weights: readonly MemberPast[] = [],
): SeriesPoint[] {
  const heard = new Set<string>();
  let isAfterGap = false;
  let toldUpToMs = -Infinity;
  return instants.flatMap(({ period }, at) => {
    const known = members.map(({ place, samples }) => readingOf(indicator, place, samples[at]));
    const isBroken = members.some(({ place }, n) => heard.has(place) && known[n] === undefined);
    for (const reading of known) if (reading !== undefined) heard.add(reading.place);
    if (isBroken || known.every((reading) => reading === undefined)) {
      isAfterGap = heard.size > 0;
      return [];
    }
    const told = known.filter((reading) => reading !== undefined);
    const observedAtMs = Math.max(...told.map((reading) => reading.observedAtMs));
    // Nothing was heard since the last sum: it stands, and needs no second point.
    if (period === undefined && observedAtMs <= toldUpToMs) return [];
    toldUpToMs = observedAtMs;
    const gap = isAfterGap ? { afterGap: true as const } : {};
    isAfterGap = false;
    const weighing = weights.flatMap(({ place, samples }) => {
      const weight = readingOf(indicator, place, samples[at]);
      return weight === undefined ? [] : [[place, weight] as const];
    });
    const { value, reported } = aggregate(indicator, known, { weights: new Map(weighing) });
    return [
      {
        value,
        ...(period === undefined ? {} : { period }),
        observedAtMs,
        collectedAtMs: Math.max(...told.map((reading) => reading.collectedAtMs)),
        source: '',
        reported,
        ...gap,
      },
    ];
  });
}

/** What a place knew at the end of each of `count` stretches from `first` on. @param buckets oldest first. */
export function samplesOf(
  buckets: readonly Rollup[],
  grid: BucketGrid,
  { first, count }: { readonly first: number; readonly count: number },
  carryMs: number,
): (HistoryPoint | undefined)[] {
  let next = 0;
  let last: Rollup | undefined;
  return Array.from({ length: count }, (_, n) => {
    let isHeard = false;
    for (
      let one = buckets[next];
      one !== undefined && bucketOf(grid, one.startMs) <= first + n;
      one = buckets[next]
    ) {
      isHeard = bucketOf(grid, one.startMs) === first + n;
      last = one;
      next += 1;
    }
    const endMs = grid.anchorMs + (first + n + 1) * grid.stepMs;
    if (last === undefined || (!isHeard && endMs - last.lastAtMs >= carryMs)) return undefined;
    return { value: last.last, observedAtMs: last.lastAtMs, collectedAtMs: last.collectedAtMs, source: '' };
  });
}

function readingOf(
  indicator: Indicator,
  place: string,
  point: HistoryPoint | undefined,
): Reading | undefined {
  if (point === undefined) return undefined;
  return { indicator: indicator.id, place, method: 'api', ...point };
}
