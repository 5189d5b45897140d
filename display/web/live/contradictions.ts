/** Where sources contradict each other now: over everything held, not only what is shown. */
import { computed, shallowRef, type ComputedRef } from 'vue';
import type { ConfigIndex } from '../../../shared/config/province-config.ts';
import type { Contradiction } from '../../../shared/contradiction.ts';
import { domainContradictions, type SeriesContradiction } from '../../../shared/domain-contradictions.ts';
import type { PageClock, Turning } from './clock.ts';
import type { DomainStore } from './domain-store.ts';

/** Derived anew when any domain changed, and at the next instant at which one ends by itself. */
export function standingContradictions(
  index: ConfigIndex,
  store: DomainStore,
  clock: PageClock,
): ComputedRef<readonly SeriesContradiction[]> {
  const tick = shallowRef(0);
  const turning: Turning = {
    turnMs: undefined,
    turn: () => {
      turning.turnMs = undefined;
      tick.value += 1;
    },
  };
  clock.watch(turning);
  return computed<readonly SeriesContradiction[]>((before) => {
    void tick.value;
    const nowMs = clock.nowMs();
    const now = [...index.domains.keys()].flatMap((domain) => {
      void store.version(domain).value;
      return domainContradictions(index, store.state(domain), domain, nowMs);
    });
    turning.turnMs = now.length === 0 ? undefined : Math.min(...now.map(({ untilMs }) => untilMs));
    clock.expect(turning.turnMs);
    return before !== undefined && sameContradictions(before, now) ? before : now;
  });
}

/** Readings never change, so the same two make the same contradiction. */
export function sameContradictions(a: readonly Contradiction[], b: readonly Contradiction[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ shown, other }, at) => shown === b[at]?.shown && other === b[at].other)
  );
}
