/**
 * An alert: one rule at one place, in five regions that never encode one another (design of ISA-18.2). Plain JSON, so
 * that what is stored is what was stepped. All times are ms since 1970 UTC.
 */
import type { Value } from '../observation.ts';
import type { Level, Measure } from './level.ts';
import type { Quality } from './quality.ts';

/** Region 1. `observedMs` counts only the time in which the breach, or its absence, was really seen. */
export type Condition =
  | { readonly phase: 'normal' }
  | { readonly phase: 'pending'; readonly level: Level; readonly sinceMs: number; readonly timer: Timer }
  | { readonly phase: 'firing'; readonly level: Level; readonly sinceMs: number }
  | {
      readonly phase: 'recovering';
      readonly level: Level;
      readonly sinceMs: number;
      readonly clearSinceMs: number;
      readonly timer: Timer;
    };

/** A delay under way. It runs from `fromMs` on while `runs`; `observedMs` was counted before that. */
export interface Timer {
  readonly observedMs: number;
  readonly fromMs: number;
  readonly runs: boolean;
}

/** Region 3. */
export type Acknowledgement =
  | { readonly state: 'unacknowledged'; readonly sinceMs: number }
  | { readonly state: 'acknowledged'; readonly by: string; readonly atMs: number; readonly comment: string };

/** What hides an alert without anybody's doing. `unknown-parent`: after a start, before its parent was judged. */
export type Suppression = 'dependency' | 'unknown-parent' | 'maintenance';

/** Region 4. Reasons stand side by side: when one ends another may still hide. */
export interface Visibility {
  readonly shelved?: { readonly by: string; readonly comment: string; readonly untilMs: number } | undefined;
  readonly outOfService?:
    | { readonly by: string; readonly comment: string; readonly atMs: number }
    | undefined;
  readonly suppressed: readonly Suppression[];
}

/** Region 5, as far as it is the alert's own: what was given out of the open episode, and when last as firing. */
export interface Told {
  readonly as: 'nothing' | 'firing' | 'resolved';
  readonly level?: Level | undefined;
  readonly firingAtMs?: number | undefined;
}

/** What the last good evaluation saw. */
export interface Seen {
  readonly value: Value;
  readonly measure: Measure;
  readonly observedAtMs: number;
}

export interface Alert {
  readonly rule: string;
  readonly place: string;
  /** The revision of the rule that it was last stepped by. */
  readonly revision: number;
  /** Transitions so far; it never starts again, so an id is never given twice. */
  readonly seq: number;
  /** Episodes so far. */
  readonly episode: number;
  /** Gravest level of the episode. */
  readonly peak?: Level | undefined;
  readonly condition: Condition;
  readonly quality: { readonly kind: Quality; readonly sinceMs: number };
  readonly acknowledgement: Acknowledgement;
  readonly visibility: Visibility;
  readonly told: Told;
  readonly seen?: Seen | undefined;
  /** Time of the last step; an earlier evaluation is refused. */
  readonly steppedAtMs: number;
}

/** Who acts where nobody does. An alert that never fired owes no acknowledgement. */
export const NOBODY = 'system';

export function newAlert(rule: string, place: string, revision: number, nowMs: number): Alert {
  return {
    rule,
    place,
    revision,
    seq: 0,
    episode: 0,
    condition: { phase: 'normal' },
    quality: { kind: 'no-data', sinceMs: nowMs },
    acknowledgement: { state: 'acknowledged', by: NOBODY, atMs: nowMs, comment: '' },
    visibility: { suppressed: [] },
    told: { as: 'nothing' },
    steppedAtMs: nowMs,
  };
}

/** Firing, or recovering, which is firing still. */
export function isFiring({ condition }: Pick<Alert, 'condition'>): boolean {
  return condition.phase === 'firing' || condition.phase === 'recovering';
}

/** Closed = normal ∧ acknowledged. What never fired is closed. */
export function isClosed({
  condition,
  acknowledgement,
}: Pick<Alert, 'condition' | 'acknowledgement'>): boolean {
  return !isFiring({ condition }) && acknowledgement.state === 'acknowledged';
}

/** Back to normal, and nobody has acknowledged it: it stays listed. */
export function isReturned(alert: Pick<Alert, 'condition' | 'acknowledgement'>): boolean {
  return !isFiring(alert) && !isClosed(alert);
}

export function isHidden({ visibility }: Pick<Alert, 'visibility'>): boolean {
  const { shelved, outOfService, suppressed } = visibility;
  return shelved !== undefined || outOfService !== undefined || suppressed.length > 0;
}

/** `rule:place:episode:seq`. Ids hold no colon (the schema sees to it), so it can be taken apart. */
export type TransitionId = `${string}:${string}:${number}:${number}`;

export const REASONS = [
  'pending',
  'pending-cleared',
  'fired',
  'fired-again',
  'escalated',
  'eased',
  'clearing',
  'breached-again',
  'resolved',
  'rule-changed',
  'rule-deleted',
  'decommissioned',
  'quality-changed',
  'acknowledged',
  'reminded',
  'shelved',
  'unshelved',
  'out-of-service',
  'in-service',
  'suppressed',
  'revealed',
] as const;
export type Reason = (typeof REASONS)[number];

/** Why a transition is given to people, or `none`. */
export type Telling = 'first' | 'escalated' | 'repeat' | 'resolved' | 'none';

export interface Transition {
  readonly id: TransitionId;
  readonly rule: string;
  readonly place: string;
  readonly episode: number;
  readonly seq: number;
  readonly atMs: number;
  readonly reason: Reason;
  readonly telling: Telling;
  readonly phase: Condition['phase'];
  readonly level?: Level | undefined;
  /** Begin of the breach, however long it was hidden. */
  readonly sinceMs?: number | undefined;
  /** The value that made the transition, not an older one. */
  readonly value?: Value | undefined;
  readonly observedAtMs?: number | undefined;
  readonly by?: string | undefined;
  readonly comment?: string | undefined;
}
