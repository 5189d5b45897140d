/** The figures of a page that can stand beyond a limit: one computed list for tiles, ribbon and map. */
import { computed, type ComputedRef } from 'vue';
import type { Indicator } from '../../../shared/config/domain.ts';
import type { Figure } from '../../../shared/figure.ts';
import type { WallContext } from '../live/wall-context.ts';

/** An indicator that nobody set a limit for, and whose words are all normal, can never cross one. */
export function canCross(indicator: Indicator): boolean {
  return (
    indicator.limits.length > 0 || (indicator.states?.some((state) => state.level !== 'normal') ?? false)
  );
}

/** Figures that can stand beyond a limit. `domain` absent: all domains. */
export function useWatched(wall: WallContext, domain?: string): ComputedRef<readonly Figure[]> {
  return useExpected(wall, domain, canCross);
}

/** Every figure that is expected of the indicators: place by place, and of the province where it has its own. */
export function useExpected(
  wall: WallContext,
  domain?: string,
  which: (indicator: Indicator) => boolean = () => true,
): ComputedRef<readonly Figure[]> {
  const lists = wall.config.domains
    .filter((candidate) => domain === undefined || candidate.id === domain)
    .flatMap((candidate) => candidate.indicators)
    .filter(which)
    .flatMap((indicator) => [
      ...(indicator.breakdown === undefined ? [] : [wall.figures(indicator.id)]),
      ...(hasOwnFigure(indicator) ? [listOf(wall.figure(indicator.id))] : []),
    ]);
  return computed(() => lists.flatMap((list) => list.value));
}

/** Where places add up, the places are watched themselves: their limit was not set for their sum. */
function hasOwnFigure(indicator: Indicator): boolean {
  return indicator.breakdown === undefined || indicator.aggregate === 'upstream';
}

function listOf(figure: ComputedRef<Figure>): ComputedRef<readonly Figure[]> {
  return computed(() => [figure.value]);
}
