/** Every figure that a domain is owed: place by place, and of the province where it has a figure of its own. */
import { computed, type ComputedRef } from 'vue';
import type { Figure } from '../../../shared/figure.ts';
import type { WallContext } from '../live/wall-context.ts';

export function useExpected(wall: WallContext, domain: string): ComputedRef<readonly Figure[]> {
  const lists = (wall.index.domains.get(domain)?.indicators ?? []).flatMap((indicator) => [
    ...(indicator.breakdown === undefined ? [] : [wall.figures(indicator.id)]),
    ...(indicator.breakdown === undefined || indicator.aggregate === 'upstream'
      ? [listOf(wall.figure(indicator.id))]
      : []),
  ]);
  return computed(() => lists.flatMap((list) => list.value));
}

function listOf(figure: ComputedRef<Figure>): ComputedRef<readonly Figure[]> {
  return computed(() => [figure.value]);
}
