/** Region 1: `normal → pending → firing → recovering → normal`. Pure. */
import { InvariantError } from '../errors.ts';
import type { Condition, Reason } from './alert.ts';
import { isGraver, levelOf, type Level, type Measure } from './level.ts';
import type { AlertRule } from './rule.ts';
import { advanceTimer, skipTimer, startTimer, timerEndMs } from './timer.ts';

export type ConditionRule = Pick<AlertRule, 'condition' | 'onDelayMs' | 'offDelayMs'>;

export interface ConditionStep {
  readonly condition: Condition;
  /** What happened, in order. */
  readonly reasons: readonly Reason[];
}

/** What an evaluation says to the condition. */
export interface ConditionInput {
  /** Absent: the quality is not good, and the condition is frozen. */
  readonly measure: Measure | undefined;
  /** False: nothing begins now and no on-delay runs. What fires goes on, and may end. */
  readonly mayBegin: boolean;
  /** The rule is another than at the last step: what it does not bear any more ends at once. */
  readonly isNewRule: boolean;
}

export function stepCondition(
  rule: ConditionRule,
  before: Condition,
  input: ConditionInput,
  nowMs: number,
): ConditionStep {
  if (input.measure === undefined) return { condition: frozen(before, nowMs), reasons: [] };
  const level = levelOf(rule.condition, input.measure, before.phase === 'firing' ? before.level : undefined);
  switch (before.phase) {
    case 'normal':
      return level === undefined || !input.mayBegin
        ? { condition: before, reasons: [] }
        : begin(rule, level, nowMs);
    case 'pending':
      return stepPending(rule, before, level, input, nowMs);
    case 'firing':
      return stepFiring(rule, before, level, input, nowMs);
    case 'recovering':
      return stepRecovering(rule, before, level, nowMs);
    default:
      throw new InvariantError(`an alert in the phase ${JSON.stringify((before as Condition).phase)}`);
  }
}

/** Time in which nothing is known neither confirms a breach nor its end. */
function frozen(before: Condition, nowMs: number): Condition {
  if (before.phase !== 'pending' && before.phase !== 'recovering') return before;
  return { ...before, timer: advanceTimer(before.timer, nowMs, false) };
}

function begin(rule: ConditionRule, level: Level, nowMs: number): ConditionStep {
  if (rule.onDelayMs <= 0)
    return { condition: { phase: 'firing', level, sinceMs: nowMs }, reasons: ['fired'] };
  const timer = startTimer(nowMs, true);
  return { condition: { phase: 'pending', level, sinceMs: nowMs, timer }, reasons: ['pending'] };
}

function stepPending(
  rule: ConditionRule,
  before: Extract<Condition, { phase: 'pending' }>,
  level: Level | undefined,
  { mayBegin }: ConditionInput,
  nowMs: number,
): ConditionStep {
  if (level === undefined) return { condition: { phase: 'normal' }, reasons: ['pending-cleared'] };
  const timer = advanceTimer(before.timer, nowMs, mayBegin);
  if (mayBegin && timer.observedMs >= rule.onDelayMs)
    return { condition: { phase: 'firing', level, sinceMs: before.sinceMs }, reasons: ['fired'] };
  return { condition: { ...before, level, timer }, reasons: [] };
}

function stepFiring(
  rule: ConditionRule,
  before: Extract<Condition, { phase: 'firing' }>,
  level: Level | undefined,
  { isNewRule }: ConditionInput,
  nowMs: number,
): ConditionStep {
  if (level !== undefined)
    return { condition: { ...before, level }, reasons: levelChange(before.level, level) };
  if (isNewRule) return { condition: { phase: 'normal' }, reasons: ['rule-changed'] };
  if (rule.offDelayMs <= 0) return { condition: { phase: 'normal' }, reasons: ['resolved'] };
  const timer = startTimer(nowMs, true);
  return { condition: { ...before, phase: 'recovering', clearSinceMs: nowMs, timer }, reasons: ['clearing'] };
}

function stepRecovering(
  rule: ConditionRule,
  before: Extract<Condition, { phase: 'recovering' }>,
  level: Level | undefined,
  nowMs: number,
): ConditionStep {
  if (level !== undefined)
    return {
      condition: { phase: 'firing', level, sinceMs: before.sinceMs },
      reasons: ['breached-again', ...levelChange(before.level, level)],
    };
  const timer = advanceTimer(before.timer, nowMs, true);
  if (timer.observedMs >= rule.offDelayMs) return { condition: { phase: 'normal' }, reasons: ['resolved'] };
  return { condition: { ...before, timer }, reasons: [] };
}

function levelChange(before: Level, after: Level): Reason[] {
  if (before === after) return [];
  return [isGraver(after, before) ? 'escalated' : 'eased'];
}

/**
 * After a time in which nobody watched: what was pending keeps the time that was observed, what fires or recovers
 * stands as it was.
 */
export function afterUnwatched(before: Condition, fromMs: number, nowMs: number): Condition {
  return before.phase === 'pending' ? { ...before, timer: skipTimer(before.timer, fromMs, nowMs) } : before;
}

/** When the condition moves by time alone. */
export function conditionEndMs(rule: ConditionRule, condition: Condition): number | undefined {
  if (condition.phase === 'pending') return timerEndMs(condition.timer, rule.onDelayMs);
  return condition.phase === 'recovering' ? timerEndMs(condition.timer, rule.offDelayMs) : undefined;
}
