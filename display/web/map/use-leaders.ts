/** The lines from the rows of the list to the points of the map. */
import { computed, type ComputedRef, type Ref } from 'vue';
import type { LimitLevel } from '../../../shared/limit-state.ts';
import type { Point } from '../marks/boxes.ts';
import { calloutRowsRem, LIST_TOP_REM, leaderCorners, type Callout } from './callouts.ts';

export interface Leader {
  readonly id: string;
  readonly level: LimitLevel;
  readonly corners: readonly Point[];
}

export interface LeaderInputs {
  readonly callouts: ComputedRef<readonly Callout[]>;
  readonly project: (lon: number, lat: number) => Point | undefined;
  /** Counts the moves of the map: the lines are drawn again. */
  readonly moved: Readonly<Ref<number>>;
  /** Left edge of the list, px; undefined: there is no room for one. */
  readonly listLeftPx: ComputedRef<number | undefined>;
  readonly remPx: ComputedRef<number>;
}

/** Space between a line and its row, and the level part before it turns to its point; rem. */
const SPACE_REM = 0.6;
const LEVEL_REM = 3;

export function useLeaders({ callouts, project, moved, listLeftPx, remPx }: LeaderInputs) {
  return computed(() => {
    void moved.value;
    const leftPx = listLeftPx.value;
    if (leftPx === undefined) return [];
    const rows = calloutRowsRem(callouts.value);
    return callouts.value.flatMap(({ figure }, index): Leader[] => {
      const { lon, lat } = figure.place;
      const to = lon === undefined || lat === undefined ? undefined : project(lon, lat);
      if (to === undefined) return [];
      const y = (LIST_TOP_REM + (rows[index] as number)) * remPx.value;
      const from = { x: leftPx - remPx.value * SPACE_REM, y };
      const corners = leaderCorners(from, to, remPx.value * LEVEL_REM);
      return [{ id: figure.place.id, level: figure.limit.level, corners }];
    });
  });
}
