/** How many rows of a list fit into its box: a list on a wall never scrolls and never cuts a row. */
import { useElementSize, type MaybeComputedElementRef } from '@vueuse/core';
import { computed, type ComputedRef } from 'vue';
import { pageTextPx } from './page-text.ts';

/** `--t-min` is this many rem. */
export const T_MIN_REM = 1.75;

export function rowsThatFit(heightPx: number, rowRem: number, remPx: number, reservedRem = 0): number {
  return Math.max(0, Math.floor((heightPx - reservedRem * remPx) / (rowRem * remPx) + 1e-3));
}

/** The height of each of so many rows in rem: they share the room there is, between the least and `mostRem`. */
export function sharedRowRem(
  heightPx: number,
  rows: number,
  remPx: number,
  { leastRem, mostRem, reservedRem }: { leastRem: number; mostRem: number; reservedRem: number },
): number {
  if (rows === 0) return leastRem;
  return Math.min(mostRem, Math.max(leastRem, (heightPx / remPx - reservedRem) / rows));
}

/** `reservedRem`: what else stands in the box. Before the first measurement nothing fits. */
export function useRowsThatFit(
  box: MaybeComputedElementRef,
  rowRem: number | (() => number),
  reservedRem: () => number = () => 0,
): ComputedRef<number> {
  const { height } = useElementSize(box);
  const heightRem = typeof rowRem === 'number' ? () => rowRem : rowRem;
  return computed(() => rowsThatFit(height.value, heightRem(), pageTextPx() / T_MIN_REM, reservedRem()));
}
