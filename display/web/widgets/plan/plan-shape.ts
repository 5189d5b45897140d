/** How the items of a plan stand: by their indicator's target and their due day, never by a guess. */
import type { WidgetOf } from '../../../../shared/config/wall.ts';
import type { Figure } from '../../../../shared/figure.ts';
import { civilDay, midnightOf } from '../countdown/countdown-shape.ts';
import { targetState, type TargetState } from '../targets/targets-shape.ts';

type PlanItem = WidgetOf<'plan'>['items'][number];

export interface PlanRow {
  readonly item: PlanItem;
  readonly figure?: Figure;
  /** `unmeasured`: the plan names no indicator for it. */
  readonly state: TargetState | 'unmeasured';
  /** Days until it is due; negative: overdue. */
  readonly daysLeft?: number;
  readonly overdue: boolean;
}

export function planShape(
  items: readonly PlanItem[],
  figures: readonly (Figure | undefined)[],
  nowMs: number,
  timeZone: string,
): PlanRow[] {
  return items.map((item, index) => {
    const figure = figures[index];
    const state = figure === undefined ? 'unmeasured' : targetState(figure);
    const due = item.due ?? figure?.indicator.target?.by;
    const daysLeft =
      due === undefined
        ? undefined
        : civilDay(midnightOf(due, timeZone), timeZone) - civilDay(nowMs, timeZone);
    return {
      item,
      state,
      overdue: daysLeft !== undefined && daysLeft < 0 && state !== 'met',
      ...(figure === undefined ? {} : { figure }),
      ...(daysLeft === undefined ? {} : { daysLeft }),
    };
  });
}
