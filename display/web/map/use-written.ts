/** What is written over a map besides its names: the list, the legends, the notes. */
import { useElementSize } from '@vueuse/core';
import { computed, useTemplateRef, type ComputedRef } from 'vue';
import type { Box } from '../marks/boxes.ts';
import { calloutListRem, LIST_TOP_REM, type Callout } from './callouts.ts';

/** Height of the notes, on which the legends stand, rem. */
const NOTES_REM = 2.8;

/** Expects the legends as `histogramLegend` and `pointLegend` in the component's template. */
export function useWritten(inputs: {
  readonly size: ComputedRef<{ readonly widthPx: number; readonly heightPx: number }>;
  readonly remPx: ComputedRef<number>;
  readonly listLeftPx: ComputedRef<number | undefined>;
  readonly callouts: ComputedRef<readonly Callout[]>;
}): ComputedRef<readonly Box[]> {
  const histogram = useElementSize(useTemplateRef<HTMLElement>('histogramLegend'));
  const points = useElementSize(useTemplateRef<HTMLElement>('pointLegend'));
  return computed(() => {
    const { widthPx, heightPx } = inputs.size.value;
    const remPx = inputs.remPx.value;
    const footPx = heightPx - NOTES_REM * remPx;
    const listLeft = inputs.listLeftPx.value;
    const list = {
      left: listLeft ?? widthPx,
      right: widthPx,
      top: LIST_TOP_REM * remPx,
      bottom: (LIST_TOP_REM + calloutListRem(inputs.callouts.value)) * remPx,
    };
    return [
      { left: 0, right: widthPx, top: footPx, bottom: heightPx },
      { left: 0, right: histogram.width.value, top: footPx - histogram.height.value, bottom: footPx },
      {
        left: widthPx - points.width.value,
        right: widthPx,
        top: footPx - points.height.value,
        bottom: footPx,
      },
      ...(listLeft === undefined ? [] : [list]),
    ];
  });
}
