/** Whether a value stands beyond a configured limit: what gauges, tiles and maps mark. */
import type { Indicator, Limit } from './config/domain.ts';
import type { Value } from './observation.ts';

export type LimitLevel = 'normal' | 'warning' | 'critical';

export interface LimitState {
  readonly level: LimitLevel;
  /** The gravest limit that is crossed. */
  readonly limit?: Limit;
}

/** At the limit counts as beyond it. Words carry their level in the indicator's `states`. */
export function limitState(indicator: Pick<Indicator, 'limits' | 'states'>, value: Value): LimitState {
  if (typeof value === 'string') {
    return { level: indicator.states?.find((state) => state.id === value)?.level ?? 'normal' };
  }
  if (value === null) return { level: 'normal' };
  const crossed = indicator.limits.filter((limit) =>
    limit.direction === 'above' ? value >= limit.value : value <= limit.value,
  );
  const gravest = crossed.find((limit) => limit.level === 'critical') ?? crossed[0];
  return gravest === undefined ? { level: 'normal' } : { level: gravest.level, limit: gravest };
}
