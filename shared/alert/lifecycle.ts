/**
 * The lifecycle of an alert as one pure function. The live engine, the back-test and the corpus all call it, so what one
 * promises the others keep.
 */
import {
  isClosed,
  isFiring,
  isReturned,
  NOBODY,
  type Alert,
  type Reason,
  type Seen,
  type Transition,
} from './alert.ts';
import { afterUnwatched, conditionEndMs, stepCondition } from './condition.ts';
import { graverLevel, isGraver } from './level.ts';
import { nextMaintenanceEdgeMs } from './maintenance.ts';
import type { Quality } from './quality.ts';
import type { AlertRule } from './rule.ts';
import { afterTelling, reminderMs, tellingOf } from './telling.ts';
import { stepVisibility, type ParentState } from './visibility.ts';

/** What of a rule the lifecycle goes by. */
export type LifecycleRule = Pick<
  AlertRule,
  'id' | 'condition' | 'onDelayMs' | 'offDelayMs' | 'reAlertAfterMs' | 'maintenance' | 'dependsOn'
> & { readonly revision: number };

/** One look at what the rule judges: at each change, and at each deadline. */
export interface Evaluation {
  readonly kind: 'evaluated';
  readonly quality: Quality;
  /** What was judged; only with good quality. */
  readonly seen?: Seen | undefined;
  readonly parent: ParentState;
  /** Whether a rule that keeps to working time may begin an alert now. */
  readonly isWorkingTime: boolean;
}

interface By {
  readonly by: string;
  readonly comment: string;
}

export type AlertInput =
  | Evaluation
  /** Nobody watched from `fromMs` until now. */
  | { readonly kind: 'unwatched'; readonly fromMs: number }
  | (By & { readonly kind: 'acknowledge' | 'unshelve' | 'out-of-service' | 'in-service' })
  | (By & { readonly kind: 'shelve'; readonly untilMs: number })
  | (By & { readonly kind: 'close'; readonly reason: 'rule-deleted' | 'decommissioned' });

export interface StepResult {
  readonly alert: Alert;
  readonly transitions: readonly Transition[];
  /** `late`: an evaluation of before the last step, which changes nothing. */
  readonly verdict: 'stepped' | 'late';
}

interface Note extends Partial<By> {
  readonly reason: Reason;
}

interface Moved {
  readonly alert: Alert;
  readonly notes: readonly Note[];
}

/** @param nowMs by the stream's ids or Redis's own clock, never a node's. */
export function step(rule: LifecycleRule, alert: Alert, input: AlertInput, nowMs: number): StepResult {
  if (input.kind === 'evaluated' && nowMs < alert.steppedAtMs)
    return { alert, transitions: [], verdict: 'late' };
  const atMs = Math.max(nowMs, alert.steppedAtMs);
  const moved = input.kind === 'evaluated' ? evaluated(rule, alert, input, atMs) : acted(alert, input, atMs);
  return { ...told(rule, moved, atMs), verdict: 'stepped' };
}

/** Region after region; an alert that nobody sees an end of is moved without a word. */
function evaluated(rule: LifecycleRule, before: Alert, input: Evaluation, nowMs: number): Moved {
  const { place } = before;
  const sight = stepVisibility(rule, before.visibility, { place, parent: input.parent }, nowMs);
  const isOpen = isFiring(before) || isReturned(before);
  const isOtherQuality = before.quality.kind !== input.quality;
  const seen = input.quality === 'good' ? input.seen : undefined;
  const { condition, reasons } = stepCondition(
    rule,
    before.condition,
    {
      measure: seen?.measure,
      mayBegin: input.isWorkingTime,
      isNewRule: before.revision !== rule.revision,
    },
    nowMs,
  );
  const moved: Alert = {
    ...before,
    visibility: sight.visibility,
    quality: isOtherQuality ? { kind: input.quality, sinceMs: nowMs } : before.quality,
    condition,
    seen: seen ?? before.seen,
    // A rule is judged anew until it was: with nothing known, what it would say of the episode is open.
    revision: seen === undefined ? before.revision : rule.revision,
    steppedAtMs: nowMs,
  };
  const notes: Note[] = [];
  if (isOpen) notes.push(...sight.reasons.map((reason) => ({ reason })));
  if (isOtherQuality && before.condition.phase !== 'normal') notes.push({ reason: 'quality-changed' });
  return withEpisode(before, moved, notes, reasons, nowMs);
}

/** A new episode begins where the last is closed; where it is not, the breach goes on in it. */
function withEpisode(
  before: Alert,
  moved: Alert,
  notes: readonly Note[],
  reasons: readonly Reason[],
  nowMs: number,
): Moved {
  const { condition } = moved;
  if (condition.phase !== 'firing') {
    const plain = { alert: moved, notes: [...notes, ...reasons.map((reason) => ({ reason }))] };
    return reasons.includes('rule-changed') ? closedByRule(plain, nowMs) : plain;
  }
  const isNew = reasons.includes('fired') && isClosed(before);
  const isEscalated = !isNew && isGraver(condition.level, before.peak);
  const alert: Alert = {
    ...moved,
    episode: before.episode + (isNew ? 1 : 0),
    peak: isNew ? condition.level : graverLevel(condition.level, before.peak),
    told: isNew ? { as: 'nothing' } : before.told,
    acknowledgement:
      isNew || isEscalated ? { state: 'unacknowledged', sinceMs: nowMs } : before.acknowledgement,
  };
  const said = reasons.map(
    (reason) => ({ reason: reason === 'fired' && !isNew ? 'fired-again' : reason }) as const,
  );
  return { alert, notes: [...notes, ...said] };
}

/** Nobody owes an acknowledgement of what the rules do not call wrong any more. */
function closedByRule({ alert, notes }: Moved, nowMs: number): Moved {
  const comment = 'rule-changed' satisfies Reason;
  return {
    alert: { ...alert, acknowledgement: { state: 'acknowledged', by: NOBODY, atMs: nowMs, comment } },
    notes,
  };
}

function acted(alert: Alert, input: Exclude<AlertInput, Evaluation>, nowMs: number): Moved {
  const moved = { ...alert, steppedAtMs: nowMs };
  if (input.kind === 'unwatched')
    return {
      alert: { ...moved, condition: afterUnwatched(alert.condition, input.fromMs, nowMs) },
      notes: [],
    };
  const { by, comment } = input;
  // A person is no evaluation: what was recorded before and is not judged yet is not late by it.
  const note = (reason: Reason, change: Partial<Alert>): Moved => ({
    alert: { ...alert, ...change },
    notes: [{ reason, by, comment }],
  });
  const nothing: Moved = { alert, notes: [] };
  const { visibility } = alert;
  switch (input.kind) {
    case 'acknowledge':
      if (alert.acknowledgement.state === 'acknowledged') return nothing;
      return note('acknowledged', { acknowledgement: { state: 'acknowledged', by, atMs: nowMs, comment } });
    case 'shelve':
      if (input.untilMs <= nowMs) return nothing;
      return note('shelved', {
        visibility: { ...visibility, shelved: { by, comment, untilMs: input.untilMs } },
      });
    case 'unshelve':
      if (visibility.shelved === undefined) return nothing;
      return note('unshelved', { visibility: { ...visibility, shelved: undefined } });
    case 'out-of-service':
      if (visibility.outOfService !== undefined) return nothing;
      return note('out-of-service', {
        visibility: { ...visibility, outOfService: { by, comment, atMs: nowMs } },
      });
    case 'in-service':
      if (visibility.outOfService === undefined) return nothing;
      return note('in-service', { visibility: { ...visibility, outOfService: undefined } });
    case 'close':
      if (alert.condition.phase === 'normal' && isClosed(alert)) return nothing;
      return note(input.reason, {
        condition: { phase: 'normal' },
        acknowledgement: { state: 'acknowledged', by, atMs: nowMs, comment },
      });
  }
}

/** Numbers what happened, and tells it where it is to be told: with its last word, or with one of its own. */
function told(
  rule: LifecycleRule,
  { alert, notes }: Moved,
  nowMs: number,
): Pick<StepResult, 'alert' | 'transitions'> {
  const telling = tellingOf(rule, alert, nowMs);
  const said: readonly Note[] =
    telling !== 'none' && notes.length === 0
      ? [{ reason: telling === 'repeat' ? 'reminded' : 'revealed' }]
      : notes;
  const isForgotten = telling === 'repeat' && alert.acknowledgement.state === 'acknowledged';
  const after: Alert = {
    ...alert,
    seq: alert.seq + said.length,
    told: afterTelling(alert, telling, nowMs),
    acknowledgement: isForgotten ? { state: 'unacknowledged', sinceMs: nowMs } : alert.acknowledgement,
  };
  const transitions = said.map((note, at): Transition => {
    const isLast = at === said.length - 1;
    return transitionOf(after, alert.seq + at + 1, note, isLast ? telling : 'none', nowMs);
  });
  return { alert: after, transitions };
}

function transitionOf(
  alert: Alert,
  seq: number,
  note: Note,
  telling: Transition['telling'],
  atMs: number,
): Transition {
  const { rule, place, episode, condition, seen } = alert;
  return {
    id: `${rule}:${place}:${episode}:${seq}`,
    rule,
    place,
    episode,
    seq,
    atMs,
    telling,
    phase: condition.phase,
    ...(condition.phase === 'normal' ? {} : { level: condition.level, sinceMs: condition.sinceMs }),
    ...(seen === undefined ? {} : { value: seen.value, observedAtMs: seen.observedAtMs }),
    ...note,
  };
}

/** The next instant at which the alert moves though nothing changes; undefined: never by itself. */
export function nextDeadlineMs(rule: LifecycleRule, alert: Alert, nowMs: number): number | undefined {
  const deadlines = [
    conditionEndMs(rule, alert.condition),
    reminderMs(rule, alert),
    alert.visibility.shelved?.untilMs,
    nextMaintenanceEdgeMs(rule, alert.place, nowMs),
  ].filter((deadline) => deadline !== undefined);
  return deadlines.length === 0 ? undefined : Math.min(...deadlines);
}
