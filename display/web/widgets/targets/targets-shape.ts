/** Which targets are met. What is not known is neither met nor missed. */
import type { Figure } from '../../../../shared/figure.ts';
import { bulletShape, type BulletShape } from '../../marks/bullet-shape.ts';

export type TargetState = 'met' | 'not-met' | 'unknown';

export interface TargetRow {
  readonly figure: Figure;
  readonly state: TargetState;
  readonly bullet: BulletShape;
}

export interface TargetsShape {
  readonly rows: readonly TargetRow[];
  readonly met: number;
  readonly notMet: number;
  readonly unknown: number;
}

export function targetState(figure: Figure): TargetState {
  const { target } = figure.indicator;
  const known = figure.freshness === 'fresh' || figure.freshness === 'late';
  if (target === undefined || !known || typeof figure.value !== 'number') return 'unknown';
  const met = target.comparison === 'at-least' ? figure.value >= target.value : figure.value <= target.value;
  return met ? 'met' : 'not-met';
}

/** Missed ones first, unknown ones next: the list is read from its top. */
export function targetsShape(figures: readonly Figure[]): TargetsShape {
  const order: readonly TargetState[] = ['not-met', 'unknown', 'met'];
  const rows = figures
    .map((figure) => ({ figure, state: targetState(figure), bullet: bulletShape(figure) }))
    .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const count = (state: TargetState) => rows.filter((row) => row.state === state).length;
  return { rows, met: count('met'), notMet: count('not-met'), unknown: count('unknown') };
}
