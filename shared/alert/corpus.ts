/**
 * Scenarios of the alert lifecycle: which label sets breach at each step, and which alerts are then pending or firing.
 * They are run through the same `step` as everything else. They cover the condition only: a label set that is absent is a
 * good non-breach, and `recovering` counts as firing.
 */
import { z } from 'zod';
import { isFiring, newAlert, type Alert } from './alert.ts';
import { step, type LifecycleRule } from './lifecycle.ts';

const seconds = z.number().min(0);

const scenarioSchema = z.object({
  id: z.string().min(1),
  /** On-delay and off-delay, s. */
  for: seconds,
  keepFiringFor: seconds,
  steps: z
    .array(
      z.object({
        /** Time of the evaluation, s. */
        t: z.number(),
        active: z.array(z.string()),
        expect: z.record(z.string(), z.enum(['pending', 'firing'])),
      }),
    )
    .min(1)
    .refine((steps) => steps.every(({ t }, at) => at === 0 || t >= (steps[at - 1]?.t ?? t)), {
      message: 'steps in the order of their times `t`',
    }),
});
export type Scenario = z.infer<typeof scenarioSchema>;

export const corpusSchema = z.array(scenarioSchema).min(1);

/** Where a scenario went another way than expected. */
export interface Divergence {
  /** Number of the step, from 0, and its time in s. */
  readonly step: number;
  readonly t: number;
  /** Label sets whose state differs, each as `label: expected …, got …`. */
  readonly differences: readonly string[];
}

/** The first divergence; undefined: the scenario passes. */
export function divergenceOf(scenario: Scenario): Divergence | undefined {
  const rule = ruleOf(scenario);
  const alerts = new Map<string, Alert>();
  for (const [at, { t, active, expect }] of scenario.steps.entries()) {
    const nowMs = Math.round(t * 1_000);
    const breaching = new Set(active);
    for (const label of new Set([...alerts.keys(), ...active])) {
      const before = alerts.get(label) ?? newAlert(rule.id, label, rule.revision, nowMs);
      const measure = breaching.has(label) ? 1 : 0;
      const evaluation = {
        kind: 'evaluated',
        quality: 'good',
        seen: { value: measure, measure, observedAtMs: nowMs },
        parent: 'clear',
        isWorkingTime: true,
      } as const;
      alerts.set(label, step(rule, before, evaluation, nowMs).alert);
    }
    const differences = differencesOf(alerts, expect);
    if (differences.length > 0) return { step: at, t, differences };
  }
  return undefined;
}

function ruleOf({ id, for: onDelay, keepFiringFor }: Scenario): LifecycleRule {
  return {
    id,
    revision: 1,
    condition: { kind: 'limit', indicator: 'breach', direction: 'above', critical: 1, deadband: 0 },
    onDelayMs: Math.round(onDelay * 1_000),
    offDelayMs: Math.round(keepFiringFor * 1_000),
    // The corpus says nothing of reminders.
    reAlertAfterMs: Number.MAX_SAFE_INTEGER,
    maintenance: [],
  };
}

function differencesOf(
  alerts: ReadonlyMap<string, Alert>,
  expect: Scenario['steps'][number]['expect'],
): string[] {
  return [...new Set([...alerts.keys(), ...Object.keys(expect)])].flatMap((label) => {
    const alert = alerts.get(label);
    const got = alert === undefined ? 'normal' : stateOf(alert);
    const expected = expect[label] ?? 'normal';
    return got === expected ? [] : [`${label}: expected ${expected}, got ${got}`];
  });
}

function stateOf(alert: Alert): 'normal' | 'pending' | 'firing' {
  if (isFiring(alert)) return 'firing';
  return alert.condition.phase === 'pending' ? 'pending' : 'normal';
}
