/** A replay as it stood at one instant: it may play on while a picture of it is painted. */
import { computed, shallowRef } from 'vue';
import { fetchSeries } from '../live/api.ts';
import { requestOf } from '../live/past-points.ts';
import type { SeriesPast, WallContext } from '../live/wall-context.ts';

/** @param atMs what the replay shows just now. */
export function standingStill(wall: WallContext, atMs: number): WallContext {
  const { province } = wall.config;
  return {
    ...wall,
    serverNowMs: shallowRef(atMs),
    figure(...of) {
      const { value } = wall.figure(...of);
      return computed(() => value);
    },
    past(indicator, place = province.id, span) {
      const past = shallowRef<SeriesPast>({ state: 'loading', points: [] });
      const request = { ...requestOf(span, atMs, province.timeZone), toMs: atMs, knownAtMs: atMs };
      fetchSeries([{ indicator, place }], request).then(
        ({ lines: [line] }) => (past.value = { ...(line ?? { points: [] }), state: 'ready' }),
        () => (past.value = { state: 'failed', points: [] }),
      );
      return computed(() => past.value);
    },
  };
}
