/** The figures of a domain that stand beyond a limit now. */
import { computed, type ComputedRef } from 'vue';
import type { Figure } from '../../../shared/figure.ts';
import type { WallContext } from '../live/wall-context.ts';

export function useWatched(wall: WallContext, domain: string): ComputedRef<readonly Figure[]> {
  return computed(() => wall.breaches.value.filter((figure) => figure.domain === domain));
}
