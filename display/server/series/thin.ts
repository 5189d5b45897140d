/** Fewer points for a chart that has fewer pixels: real points only, and no peak is lost. */
import type { HistoryPoint } from '../../../shared/latest-entry.ts';

/** Of each bucket at most this many stay: its least, its greatest, and its last that is no number. */
const KEPT_PER_BUCKET = 3;

/** @returns at most about `maxPoints` of the points, the first and the last among them, in their order. */
export function thin(points: readonly HistoryPoint[], maxPoints: number): readonly HistoryPoint[] {
  if (points.length <= maxPoints) return points;
  const first = points[0] as HistoryPoint;
  const last = points.at(-1) as HistoryPoint;
  const buckets = Math.max(1, Math.floor((maxPoints - 2) / KEPT_PER_BUCKET));
  const inner = points.slice(1, -1);
  const kept: HistoryPoint[] = [first];
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const from = Math.floor((bucket * inner.length) / buckets);
    const to = Math.floor(((bucket + 1) * inner.length) / buckets);
    kept.push(...telling(inner.slice(from, to)));
  }
  kept.push(last);
  return kept;
}

function telling(bucket: readonly HistoryPoint[]): HistoryPoint[] {
  let least: HistoryPoint | undefined;
  let greatest: HistoryPoint | undefined;
  let other: HistoryPoint | undefined;
  for (const point of bucket) {
    if (typeof point.value !== 'number') other = point;
    else {
      if (least === undefined || point.value < (least.value as number)) least = point;
      if (greatest === undefined || point.value > (greatest.value as number)) greatest = point;
    }
  }
  return bucket.filter((point) => point === least || point === greatest || point === other);
}
