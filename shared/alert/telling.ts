/**
 * Region 5: what of an alert is given to people, and why. Derived from what it is and what was told of it, so that
 * nothing that was hidden meanwhile is lost and nothing is told twice. Pure.
 */
import { isFiring, isHidden, type Alert, type Told, type Telling } from './alert.ts';
import { isGraver } from './level.ts';
import type { AlertRule } from './rule.ts';

/** Why the alert is to be told now. */
export function tellingOf(
  { reAlertAfterMs }: Pick<AlertRule, 'reAlertAfterMs'>,
  alert: Pick<Alert, 'condition' | 'told' | 'visibility'>,
  nowMs: number,
): Telling {
  if (isHidden(alert)) return 'none';
  const { condition, told } = alert;
  // Only what was told as firing is told as over: what began and ended out of sight never was.
  if (!isFiring(alert)) return told.as === 'firing' ? 'resolved' : 'none';
  // Recovering it is firing still, and nothing new.
  if (condition.phase !== 'firing') return 'none';
  if (told.firingAtMs === undefined) return 'first';
  if (isGraver(condition.level, told.level)) return 'escalated';
  return nowMs >= told.firingAtMs + reAlertAfterMs ? 'repeat' : 'none';
}

/** What was told once that is done. */
export function afterTelling(
  alert: Pick<Alert, 'condition' | 'told'>,
  telling: Telling,
  nowMs: number,
): Told {
  const { condition, told } = alert;
  if (telling === 'none') return told;
  if (telling === 'resolved') return { ...told, as: 'resolved' };
  return {
    as: 'firing',
    level: condition.phase === 'firing' ? condition.level : told.level,
    firingAtMs: nowMs,
  };
}

/** When it is to be told again by its own clock. */
export function reminderMs(
  { reAlertAfterMs }: Pick<AlertRule, 'reAlertAfterMs'>,
  alert: Pick<Alert, 'condition' | 'told' | 'visibility'>,
): number | undefined {
  if (alert.condition.phase !== 'firing' || isHidden(alert)) return undefined;
  return alert.told.firingAtMs === undefined ? undefined : alert.told.firingAtMs + reAlertAfterMs;
}
