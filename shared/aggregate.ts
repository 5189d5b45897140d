/** How the figures of places add up to one figure of the province. Pure; says how many places it stands on. */
import type { Indicator } from './config/domain.ts';
import type { Reading, Value } from './observation.ts';

/** A figure of several places, aged by its oldest member. */
export interface Aggregate {
  readonly value: Value;
  /** Places that gave a value, and places from which one is expected. */
  readonly reported: number;
  readonly expected: number;
  /** The oldest member decides how old the whole is. Undefined: nobody reported. */
  readonly oldest: Reading | undefined;
  /** Periods differ between members: the figure mixes them and the screen says so. */
  readonly mixedPeriods: boolean;
}

/** What adding up may need besides the members. */
export interface AggregateAids {
  /** For `weighted`: the weight of each place. Who has none is left out. */
  readonly weights?: ReadonlyMap<string, Reading>;
  /**
   * From when a reading's age counts, ms; absent: the earlier of its two times. A figure of a period ages by its
   * period, whenever it was published again.
   */
  readonly originMs?: (reading: Reading) => number;
}

/** Members whose upstream said "none" (null) have been heard but add nothing. */
export function aggregate(
  indicator: Pick<Indicator, 'aggregate' | 'better' | 'states'>,
  members: readonly (Reading | undefined)[],
  { weights = new Map(), originMs = earlierTimeMs }: AggregateAids = {},
): Aggregate {
  const heard = members.filter((member) => member !== undefined);
  const isWeighted = indicator.aggregate === 'weighted';
  const counted = heard.filter(
    ({ place, value }) => value !== null && (!isWeighted || typeof weights.get(place)?.value === 'number'),
  );
  // A mean is no younger than the weights that made it.
  const used = isWeighted ? counted.flatMap((member) => weights.get(member.place) ?? []) : [];
  const oldest = [...heard, ...used].reduce<Reading | undefined>(
    (old, member) => (old === undefined || originMs(member) < originMs(old) ? member : old),
    undefined,
  );
  return {
    value: counted.length === 0 ? null : combine(indicator, counted, weights),
    reported: counted.length,
    expected: members.length,
    oldest,
    mixedPeriods: new Set(counted.map((member) => member.period ?? '')).size > 1,
  };
}

function earlierTimeMs(reading: Reading): number {
  return Math.min(reading.observedAtMs, reading.collectedAtMs);
}

function combine(
  indicator: Pick<Indicator, 'aggregate' | 'better' | 'states'>,
  members: readonly Reading[],
  weights: ReadonlyMap<string, Reading>,
): Value {
  switch (indicator.aggregate) {
    case 'upstream':
      // The source owes us the province's own figure; ours would be surer than it is.
      return null;
    case 'sum':
      return numbers(members).reduce((total, value) => total + value, 0);
    case 'mean': {
      const values = numbers(members);
      return values.reduce((total, value) => total + value, 0) / values.length;
    }
    case 'weighted':
      return weightedMean(members, weights);
    case 'last':
      return members.reduce((last, member) => (member.observedAtMs > last.observedAtMs ? member : last))
        .value;
    case 'worst':
      return indicator.states === undefined
        ? worstNumber(numbers(members), indicator.better)
        : worstState(members, indicator.states);
  }
}

function numbers(members: readonly Reading[]): number[] {
  return members.map((member) => member.value).filter((value) => typeof value === 'number');
}

function weightedMean(members: readonly Reading[], weights: ReadonlyMap<string, Reading>): Value {
  let total = 0;
  let weightTotal = 0;
  for (const member of members) {
    const weight = weights.get(member.place)?.value;
    if (typeof weight !== 'number' || typeof member.value !== 'number') continue;
    total += member.value * weight;
    weightTotal += weight;
  }
  return weightTotal === 0 ? null : total / weightTotal;
}

function worstNumber(values: readonly number[], better: Indicator['better']): number {
  return better === 'up' ? Math.min(...values) : Math.max(...values);
}

function worstState(members: readonly Reading[], states: NonNullable<Indicator['states']>): Value {
  const grave = ['normal', 'warning', 'critical'];
  const rank = (value: Value) => grave.indexOf(states.find((state) => state.id === value)?.level ?? 'normal');
  return members.reduce((worst, member) => (rank(member.value) > rank(worst.value) ? member : worst)).value;
}
