/** Figures age every second; a canvas need not be drawn again for that. */
import { computed, type ComputedRef } from 'vue';
import type { Figure } from '../../../shared/figure.ts';

/** The same object for as long as nothing but its age changes. */
export function steady(figure: () => Figure): ComputedRef<Figure> {
  return computed<Figure>((before) => {
    const now = figure();
    return before !== undefined && drawsAlike(before, now) ? before : now;
  });
}

export function steadyList(figures: () => readonly Figure[]): ComputedRef<readonly Figure[]> {
  return computed<readonly Figure[]>((before) => {
    const now = figures();
    const same =
      before?.length === now.length &&
      now.every((figure, index) => drawsAlike(before[index] as Figure, figure));
    return same ? before : now;
  });
}

export function drawsAlike(a: Figure, b: Figure): boolean {
  return (
    a.indicator === b.indicator &&
    a.place === b.place &&
    a.value === b.value &&
    a.period === b.period &&
    a.freshness === b.freshness &&
    a.limit.level === b.limit.level &&
    a.limit.limit === b.limit.limit &&
    (a.failure === undefined) === (b.failure === undefined)
  );
}
