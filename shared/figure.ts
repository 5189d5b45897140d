/**
 * A figure as a person may be shown it: the value with its whole truth beside it. Derived from the state of a
 * domain and a clock by one function, which the API, the wall and the tablet all call.
 */
import { aggregate, type Aggregate } from './aggregate.ts';
import type { Indicator } from './config/domain.ts';
import type { Place } from './config/place.ts';
import type { ConfigIndex } from './config/province-config.ts';
import { contradictionsOf, type Contradiction } from './contradiction.ts';
import type { DomainState, SourceFailure } from './domain-state.ts';
import { InvariantError } from './errors.ts';
import { ageMs, ageOriginMs, freshnessAt, type Freshness } from './freshness.ts';
import { limitState, type LimitState } from './limit-state.ts';
import { seriesKey, type Method, type Reading, type Value } from './observation.ts';

export interface Figure {
  readonly domain: string;
  readonly indicator: Indicator;
  readonly place: Place;
  /** Null: the upstream says none, or nothing was ever seen; `freshness` tells which. */
  readonly value: Value;
  readonly period?: string | undefined;
  readonly observedAtMs?: number | undefined;
  readonly collectedAtMs?: number | undefined;
  readonly source?: string | undefined;
  readonly method?: Method | undefined;
  readonly freshness: Freshness;
  /** From when its age counts; absent when never seen. */
  readonly originMs?: number | undefined;
  readonly ageMs?: number | undefined;
  /** Why its source's last poll failed; absent when it did not. The value stands, its age decides the grey. */
  readonly failure?: SourceFailure | undefined;
  /** `normal` also when the value is stale or absent: nothing is judged on what is not known. */
  readonly limit: LimitState;
  /** What other sources say of its own series. */
  readonly others: readonly Reading[];
  /** Where sources contradict each other: on its own series, or on one that it was added up from. */
  readonly contradictions: readonly Contradiction[];
  /** Set when the figure was added up from places by us. */
  readonly sum?: Pick<Aggregate, 'reported' | 'expected' | 'mixedPeriods'> | undefined;
}

/**
 * The figure of an indicator at a place. At the province itself the upstream's own figure wins; without one it is
 * added up from the places by the indicator's rule and is as old as its oldest member.
 * @throws InvariantError for an indicator or place that the configuration does not know.
 */
export function figureOf(
  index: ConfigIndex,
  state: DomainState | undefined,
  indicatorId: string,
  placeId: string | undefined,
  nowMs: number,
): Figure {
  const { province } = index.config;
  const known = index.indicators.get(indicatorId);
  const place = index.places.get(placeId ?? province.id);
  if (known === undefined || place === undefined)
    throw new InvariantError(
      `no indicator ${indicatorId} at place ${placeId ?? province.id} in the configuration`,
    );
  const { domain, indicator } = known;
  const own = state?.readings.get(seriesKey(indicatorId, place.id));
  const others = state?.others.get(seriesKey(indicatorId, place.id)) ?? NO_OTHERS;
  const base = { domain, indicator, place, others };
  if (own !== undefined || place.id !== province.id || indicator.aggregate === 'upstream')
    return {
      ...base,
      ...judged(index, indicator, own, own?.value ?? null, failureOfMembers(state, [own]), nowMs),
      contradictions: contradictionsAmong(index, state, [own], nowMs),
    };

  const members = index
    .memberPlaces(indicator)
    .map((member) => state?.readings.get(seriesKey(indicatorId, member.id)));
  const weights = weightsOf(index, state, indicator);
  const added = aggregate(indicator, members, {
    weights,
    originMs: (reading) => originOf(index, reading),
  });
  const failure = failureOfMembers(state, members);
  return {
    ...base,
    ...judged(index, indicator, added.oldest, added.value, failure, nowMs),
    contradictions: contradictionsAmong(index, state, [...members, ...weights.values()], nowMs),
    sum: { reported: added.reported, expected: added.expected, mixedPeriods: added.mixedPeriods },
  };
}

const NO_OTHERS: readonly Reading[] = [];
const NO_CONTRADICTIONS: readonly Contradiction[] = [];

/** Of each reading by its own indicator: a mean is no surer than the weights that made it. */
function contradictionsAmong(
  index: ConfigIndex,
  state: DomainState | undefined,
  readings: readonly (Reading | undefined)[],
  nowMs: number,
): readonly Contradiction[] {
  if (state === undefined || state.others.size === 0) return NO_CONTRADICTIONS;
  const { timeZone } = index.config.province;
  return readings.flatMap((reading) => {
    const limits = index.indicators.get(reading?.indicator ?? '')?.indicator;
    const others = reading && state.others.get(seriesKey(reading.indicator, reading.place));
    if (limits === undefined || others === undefined) return [];
    return contradictionsOf(reading, others, limits, timeZone, nowMs);
  });
}

/** By the reading's own indicator, which for a weight is another than that of the figure. */
function originOf(index: ConfigIndex, reading: Reading): number {
  const limits = index.indicators.get(reading.indicator)?.indicator;
  if (limits === undefined)
    throw new InvariantError(`no indicator ${reading.indicator} in the configuration`);
  return ageOriginMs(reading, limits, index.config.province.timeZone);
}

function judged(
  index: ConfigIndex,
  indicator: Indicator,
  reading: Reading | undefined,
  value: Value,
  failure: SourceFailure | undefined,
  nowMs: number,
): Omit<Figure, 'domain' | 'indicator' | 'place' | 'others' | 'contradictions' | 'sum'> {
  const originMs = reading === undefined ? undefined : originOf(index, reading);
  const freshness = freshnessAt(originMs, indicator, nowMs);
  const known = freshness === 'fresh' || freshness === 'late';
  return {
    value,
    freshness,
    limit: known ? limitState(indicator, value) : { level: 'normal' },
    failure,
    originMs,
    ageMs: originMs === undefined ? undefined : ageMs(originMs, nowMs),
    period: reading?.period,
    observedAtMs: reading?.observedAtMs,
    collectedAtMs: reading?.collectedAtMs,
    source: reading?.source,
    method: reading?.method,
  };
}

function failureOfMembers(
  state: DomainState | undefined,
  members: readonly (Reading | undefined)[],
): SourceFailure | undefined {
  if (state === undefined || state.failures.size === 0) return undefined;
  for (const member of members) {
    const failure = member === undefined ? undefined : state.failures.get(member.source);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

function weightsOf(
  index: ConfigIndex,
  state: DomainState | undefined,
  indicator: Indicator,
): ReadonlyMap<string, Reading> {
  const { weightBy } = indicator;
  if (weightBy === undefined || state === undefined) return new Map();
  const pairs = index.memberPlaces(indicator).flatMap((place) => {
    const reading = state.readings.get(seriesKey(weightBy, place.id));
    return reading === undefined ? [] : [[place.id, reading] as const];
  });
  return new Map(pairs);
}

/** How many of a domain's expected figures are fresh, late, stale or were never seen. */
export function freshnessCounts(
  index: ConfigIndex,
  state: DomainState | undefined,
  domainId: string,
  nowMs: number,
): Record<Freshness, number> {
  const counts: Record<Freshness, number> = { fresh: 0, late: 0, stale: 0, never: 0 };
  for (const indicator of index.domains.get(domainId)?.indicators ?? []) {
    for (const placeId of index.expectedPlaces(indicator)) {
      const reading = state?.readings.get(seriesKey(indicator.id, placeId));
      const originMs =
        reading === undefined ? undefined : ageOriginMs(reading, indicator, index.config.province.timeZone);
      counts[freshnessAt(originMs, indicator, nowMs)] += 1;
    }
  }
  return counts;
}
