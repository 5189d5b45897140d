/** What a bullet draws: value bar, target tick, limit ticks that stay neutral until crossed, the excess alone marked. */
import type { Figure } from '../../../shared/figure.ts';
import type { LimitLevel } from '../../../shared/limit-state.ts';
import { scaleOf, shareOn, type Scale } from './scale.ts';

type GraveLevel = Exclude<LimitLevel, 'normal'>;

export interface BulletLimit {
  readonly at: number;
  readonly value: number;
  readonly level: GraveLevel;
  readonly crossed: boolean;
}

/** Positions are shares of the scale, 0 to 1. */
export interface BulletShape {
  readonly scale: Scale;
  readonly from: number;
  /** Absent: nothing is known, so nothing is drawn; an empty bar would read as zero. */
  readonly to?: number;
  readonly target?: number;
  readonly limits: readonly BulletLimit[];
  readonly excess?: { readonly from: number; readonly to: number; readonly level: GraveLevel };
  /** The value lies beyond the end of a configured scale. */
  readonly beyond?: 'above' | 'below';
  /** Stale values are drawn hatched. */
  readonly stale: boolean;
}

export function bulletShape(figure: Figure): BulletShape {
  const { indicator, value, limit, freshness } = figure;
  const scale = scaleOf(indicator, value);
  const known = freshness === 'fresh' || freshness === 'late';
  const limits = indicator.limits.map((each) => ({
    at: shareOn(scale, each.value),
    value: each.value,
    level: each.level,
    crossed: known && typeof value === 'number' && isBeyond(each.direction, value, each.value),
  }));
  const base = {
    scale,
    from: shareOn(scale, 0),
    limits,
    stale: freshness === 'stale',
    ...(indicator.target === undefined ? {} : { target: shareOn(scale, indicator.target.value) }),
  };
  if (typeof value !== 'number' || freshness === 'never') return base;
  const to = shareOn(scale, value);
  return {
    ...base,
    to,
    ...(value > scale.max
      ? { beyond: 'above' as const }
      : value < scale.min
        ? { beyond: 'below' as const }
        : {}),
    ...(limit.level === 'normal' || limit.limit === undefined
      ? {}
      : { excess: { ...ordered(shareOn(scale, limit.limit.value), to), level: limit.level } }),
  };
}

/** At the limit counts as beyond it, as `limitState` judges. */
export function isBeyond(direction: 'above' | 'below', value: number, limit: number): boolean {
  return direction === 'above' ? value >= limit : value <= limit;
}

function ordered(a: number, b: number): { from: number; to: number } {
  return a <= b ? { from: a, to: b } : { from: b, to: a };
}
