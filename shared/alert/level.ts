/** How grave a measure is under a rule's limits, and when what was grave is clear again. Pure. */
import { InvariantError } from '../errors.ts';
import { directionOf, type AlertCondition } from './condition-schema.ts';

export const LEVELS = ['warning', 'critical'] as const;
export type Level = (typeof LEVELS)[number];

/** What a condition compares with its limits: a number in the unit of its kind, or a state's id. */
export type Measure = number | string;

/**
 * The level of a measure; undefined: no breach. At a limit counts as beyond it.
 * @param held the level that fires now; it is kept until the measure is back across its limit by the deadband.
 * @throws InvariantError for a word where the condition compares numbers, or the reverse.
 */
export function levelOf(condition: AlertCondition, measure: Measure, held?: Level): Level | undefined {
  if (condition.kind === 'state') {
    const word = typeof measure === 'string' ? measure : unfit(condition, measure);
    if (condition.critical?.includes(word) === true) return 'critical';
    return condition.warning?.includes(word) === true ? 'warning' : undefined;
  }
  const value = typeof measure === 'number' && Number.isFinite(measure) ? measure : unfit(condition, measure);
  const sign = directionOf(condition) === 'above' ? 1 : -1;
  const reaches = (limit: number | undefined, slack: number) =>
    limit !== undefined && sign * value >= sign * limit - slack;
  if (reaches(condition.critical, held === 'critical' ? condition.deadband : 0)) return 'critical';
  return reaches(condition.warning, held === undefined ? 0 : condition.deadband) ? 'warning' : undefined;
}

/** Whether `a` is graver than `b`; anything is graver than nothing. */
export function isGraver(a: Level, b: Level | undefined): boolean {
  return b === undefined || LEVELS.indexOf(a) > LEVELS.indexOf(b);
}

/** The graver of two. */
export function graverLevel(a: Level, b: Level | undefined): Level {
  return b !== undefined && isGraver(b, a) ? b : a;
}

function unfit(condition: AlertCondition, measure: Measure): never {
  throw new InvariantError(`a condition of kind ${condition.kind} cannot judge ${JSON.stringify(measure)}`);
}
