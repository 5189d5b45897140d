/** What a condition compares with its limits, out of what is known of a figure. Pure. */
import type { Indicator } from '../config/domain.ts';
import type { Value } from '../observation.ts';
import type { AlertCondition } from './condition-schema.ts';
import type { Measure } from './level.ts';

/** What is known when a rule is judged at a place. */
export interface MeasureFacts {
  readonly value: Value;
  /** The value that `rate` and `last-week` compare with; undefined: not known. */
  readonly past?: Value | undefined;
  readonly target?: Pick<NonNullable<Indicator['target']>, 'value' | 'comparison'> | undefined;
  /** The values of the places, for `count`; those of which nothing good is known are left out. */
  readonly members?: readonly Value[] | undefined;
  /** For `no-data`: ms since the last good word. */
  readonly silentMs?: number | undefined;
}

/** Undefined: what is known does not suffice, and nothing is judged. */
export function measureOf(condition: AlertCondition, facts: MeasureFacts): Measure | undefined {
  const { value, past, target } = facts;
  switch (condition.kind) {
    case 'limit':
      return typeof value === 'number' ? value : undefined;
    case 'state':
      return typeof value === 'string' ? value : undefined;
    case 'rate':
      return typeof value === 'number' && typeof past === 'number' ? value - past : undefined;
    case 'last-week':
      // Against nothing every change is endless.
      return typeof value === 'number' && typeof past === 'number' && past !== 0
        ? (100 * (value - past)) / Math.abs(past)
        : undefined;
    case 'target': {
      if (typeof value !== 'number' || target === undefined) return undefined;
      return target.comparison === 'at-least' ? target.value - value : value - target.value;
    }
    case 'no-data':
      return facts.silentMs;
    case 'count': {
      const sign = condition.direction === 'above' ? 1 : -1;
      const isBeyond = (member: Value) =>
        typeof member === 'number' && sign * member >= sign * condition.limit;
      return facts.members?.filter(isBeyond).length;
    }
  }
}
