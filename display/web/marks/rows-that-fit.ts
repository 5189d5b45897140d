/** How many rows of a list fit into its box: a list on a wall never scrolls and never cuts a row. */
import { useElementSize, type MaybeComputedElementRef } from '@vueuse/core';
import { computed, type ComputedRef } from 'vue';
import { pageTextPx } from './page-text.ts';

/** `--t-min` is this many rem. */
const T_MIN_REM = 1.75;

export function rowsThatFit(heightPx: number, rowRem: number, remPx: number, reservedRem = 0): number {
  return Math.max(0, Math.floor((heightPx - reservedRem * remPx) / (rowRem * remPx) + 1e-3));
}

/** `reservedRem`: what else stands in the box. Before the first measurement nothing fits. */
export function useRowsThatFit(
  box: MaybeComputedElementRef,
  rowRem: number,
  reservedRem: () => number = () => 0,
): ComputedRef<number> {
  const { height } = useElementSize(box);
  return computed(() => rowsThatFit(height.value, rowRem, pageTextPx() / T_MIN_REM, reservedRem()));
}
