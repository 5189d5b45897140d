/** An alert stepped through a table: one line is one event and what must come of it. */
import { newAlert, type Alert, type Transition } from '../../../shared/alert/alert.ts';
import {
  nextDeadlineMs,
  step,
  type AlertInput,
  type Evaluation,
  type LifecycleRule,
} from '../../../shared/alert/lifecycle.ts';
import type { Quality } from '../../../shared/alert/quality.ts';

/** Warning at 100, critical at 200. */
export const LIMIT = {
  kind: 'limit',
  indicator: 'cars',
  direction: 'above',
  warning: 100,
  critical: 200,
  deadband: 10,
} as const;

/** The spans are ms and small. */
export const RULE: LifecycleRule = {
  id: 'queue',
  revision: 1,
  condition: LIMIT,
  onDelayMs: 0,
  offDelayMs: 0,
  reAlertAfterMs: 1_000_000,
  maintenance: [],
};

export const ruleWith = (change: Partial<LifecycleRule>): LifecycleRule => ({ ...RULE, ...change });

const isQuality = (word: unknown): word is Exclude<Quality, 'good'> =>
  word === 'stale' || word === 'no-data' || word === 'error';

/** A value that is seen, or why there is none. */
export function saw(what: number | Exclude<Quality, 'good'>, change: Partial<Evaluation> = {}): Evaluation {
  const base = { kind: 'evaluated', parent: 'clear', isWorkingTime: true } as const;
  if (isQuality(what)) return { ...base, quality: what, ...change };
  return { ...base, quality: 'good', seen: { value: what, measure: what, observedAtMs: what }, ...change };
}

/** Steps one alert, and stores it between the steps as a store would: as text. */
export class Script {
  alert: Alert;
  readonly transitions: Transition[] = [];

  constructor(
    public rule: LifecycleRule = RULE,
    startMs = 0,
  ) {
    this.alert = newAlert(rule.id, 'gate', rule.revision, startMs);
  }

  at(nowMs: number, input: AlertInput | number | Exclude<Quality, 'good'>): readonly Transition[] {
    const meant = typeof input === 'number' || typeof input === 'string' ? saw(input) : input;
    const { alert, transitions } = step(this.rule, this.alert, meant, nowMs);
    this.alert = JSON.parse(JSON.stringify(alert)) as Alert;
    this.transitions.push(...transitions);
    return transitions;
  }

  get phase(): string {
    return this.alert.condition.phase;
  }

  get reasons(): string[] {
    return this.transitions.map(({ reason }) => reason);
  }

  /** What people were told, in order. */
  get told(): string[] {
    return this.transitions.flatMap(({ telling }) => (telling === 'none' ? [] : [telling]));
  }

  deadline(nowMs: number): number | undefined {
    return nextDeadlineMs(this.rule, this.alert, nowMs);
  }
}
