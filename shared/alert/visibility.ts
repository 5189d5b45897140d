/** Region 4: who or what hides an alert. It never changes what the alert is. Pure. */
import type { Reason, Suppression, Visibility } from './alert.ts';
import { isInMaintenance } from './maintenance.ts';
import type { AlertRule } from './rule.ts';

/** How the alert that a rule depends on stands. `unknown`: not judged since the start, or still pending. */
export type ParentState = 'clear' | 'firing' | 'unknown';

export interface VisibilityStep {
  readonly visibility: Visibility;
  readonly reasons: readonly Reason[];
}

/** What hides it now, with a shelf that has run out taken away. */
export function stepVisibility(
  rule: Pick<AlertRule, 'maintenance' | 'dependsOn'>,
  before: Visibility,
  { place, parent }: { readonly place: string; readonly parent: ParentState },
  nowMs: number,
): VisibilityStep {
  const suppressed = suppressionsAt(rule, place, parent, nowMs);
  const isShelfOver = before.shelved !== undefined && before.shelved.untilMs <= nowMs;
  const reasons: Reason[] = [];
  if (isShelfOver) reasons.push('unshelved');
  const wasSuppressed = isSaid(before.suppressed);
  if (wasSuppressed !== isSaid(suppressed)) reasons.push(wasSuppressed ? 'revealed' : 'suppressed');
  return {
    visibility: { ...before, suppressed, shelved: isShelfOver ? undefined : before.shelved },
    reasons,
  };
}

function suppressionsAt(
  rule: Pick<AlertRule, 'maintenance' | 'dependsOn'>,
  place: string,
  parent: ParentState,
  nowMs: number,
): Suppression[] {
  const found: Suppression[] = [];
  if (rule.dependsOn !== undefined && parent === 'firing') found.push('dependency');
  if (rule.dependsOn !== undefined && parent === 'unknown') found.push('unknown-parent');
  if (isInMaintenance(rule, place, nowMs)) found.push('maintenance');
  return found;
}

/** Waiting for a parent after a start is no news to anybody. */
function isSaid(suppressed: readonly Suppression[]): boolean {
  return suppressed.some((cause) => cause !== 'unknown-parent');
}
