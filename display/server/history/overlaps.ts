/** Where files overlap in time: only there may one span of a series have rows in several of them. Pure. */

/** Both ends included, ms since 1970 UTC. */
export interface Extent {
  readonly minSortMs: number;
  readonly maxSortMs: number;
}

/**
 * The times that at least two of the extents hold, in their order and apart from each other.
 * @param most stretches; were there more, all is told as one.
 */
export function overlapsOf(extents: readonly Extent[], most: number): Extent[] {
  const overlaps: { minSortMs: number; maxSortMs: number }[] = [];
  let heldUpToMs = -Infinity;
  for (const { minSortMs, maxSortMs } of extents.toSorted((a, b) => a.minSortMs - b.minSortMs)) {
    const endMs = Math.min(maxSortMs, heldUpToMs);
    heldUpToMs = Math.max(heldUpToMs, maxSortMs);
    if (minSortMs > endMs) continue;
    const open = overlaps.at(-1);
    if (open !== undefined && minSortMs <= open.maxSortMs) open.maxSortMs = Math.max(open.maxSortMs, endMs);
    else overlaps.push({ minSortMs, maxSortMs: endMs });
  }
  const [first, last] = [overlaps[0], overlaps.at(-1)];
  if (overlaps.length <= most || first === undefined || last === undefined) return overlaps;
  return [{ minSortMs: first.minSortMs, maxSortMs: last.maxSortMs }];
}
