/**
 * From what a mapping gave to observations and events that may be recorded. Pure. Everything that is refused is
 * refused by name: a missing value is missing, never zero.
 */
import { z } from 'zod';
import { ConfigIndex, type DomainIndicator, type ProvinceConfig } from '../shared/config/province-config.ts';
import type { Indicator } from '../shared/config/domain.ts';
import type { Method, Observation, Value, WallEvent } from '../shared/observation.ts';
import { periodBounds, periodKind } from '../shared/period.ts';
import { fieldsOf, quoteWithout, Refused, timeOf, type Quote, type Refusal, type Scope } from './refusal.ts';
import { eventOf, MAX_EVENTS_PER_DOCUMENT } from './validate-event.ts';

export interface Validated {
  readonly observations: readonly Observation[];
  readonly events: readonly WallEvent[];
  readonly refusals: readonly Refusal[];
  /** Observations and events the document held, the refused ones included. */
  readonly offered: number;
}

const METHODS: readonly string[] = ['api', 'manual', 'estimate'] satisfies Method[];

const outputSchema = z.looseObject({ observations: z.unknown().optional(), events: z.unknown().optional() });

export class Validator {
  private readonly index: ConfigIndex;

  constructor(private readonly config: Pick<ProvinceConfig, 'province' | 'domains' | 'places'>) {
    this.index = new ConfigIndex(config);
  }

  /**
   * @param source of whose mapping `output` is.
   * @param secrets what the words of a refusal may not repeat.
   */
  validate(
    output: unknown,
    source: {
      readonly id: string;
      readonly domain: string;
      readonly limits: { readonly maxObservations: number };
    },
    secrets: readonly string[] = [],
  ): Validated {
    const scope = {
      index: this.index,
      domain: source.domain,
      source: source.id,
      timeZone: this.config.province.timeZone,
      quote: quoteWithout(secrets),
    };
    const refusals: Refusal[] = [];
    const parsed = outputSchema.safeParse(output ?? {});
    if (!parsed.success)
      return {
        observations: [],
        events: [],
        offered: 0,
        refusals: [{ reason: 'shape', words: 'the mapping gave no object' }],
      };
    const offeredObservations = listOf(parsed.data.observations);
    const offeredEvents = listOf(parsed.data.events);
    const accept = <Item>(
      offered: readonly unknown[],
      most: number,
      check: (raw: unknown) => Item,
    ): Item[] => {
      if (offered.length > most)
        refusals.push({
          reason: 'too-many',
          words: `more than ${most} entries, of which the first ${most} are taken`,
        });
      return offered.slice(0, most).flatMap((raw) => {
        try {
          return [check(raw)];
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          refusals.push({ reason: error.reason, words: error.message });
          return [];
        }
      });
    };
    return {
      observations: accept(
        offeredObservations,
        source.limits.maxObservations,
        consistent((raw) => observationOf(scope, raw)),
      ),
      events: accept(offeredEvents, MAX_EVENTS_PER_DOCUMENT, (raw) => eventOf(scope, raw)),
      refusals,
      offered: offeredObservations.length + offeredEvents.length,
    };
  }
}

/**
 * A document that gives one fact two values contradicts itself: the first stands, or every poll would record two
 * corrections. Versions of a period's figure differ in their time and are no contradiction.
 */
function consistent(check: (raw: unknown) => Observation): (raw: unknown) => Observation {
  const seen = new Map<string, Value>();
  return (raw) => {
    const observation = check(raw);
    const { indicator, place, period, observedAtMs, value } = observation;
    const fact = `${indicator}|${place}|${period ?? ''}|${observedAtMs}`;
    const before = seen.get(fact);
    if (before !== undefined && before !== value)
      throw new Refused('contradiction', `${indicator} at ${place}: two values for one moment`);
    seen.set(fact, value);
    return observation;
  };
}

/** JSONata gives a list of one as the one, and nothing for an empty list. */
function listOf(given: unknown): readonly unknown[] {
  if (given === undefined || given === null) return [];
  return Array.isArray(given) ? given.filter((entry) => entry !== undefined && entry !== null) : [given];
}

function observationOf(scope: Scope, raw: unknown): Observation {
  const { quote } = scope;
  const fields = fieldsOf(raw);
  const { indicator } = indicatorOf(scope, fields['indicator']);
  const place = placeOf(scope, indicator, fields['place']);
  const at = `${indicator.id} at ${place}`;
  const period = periodOfField(scope, indicator, fields['period'], at);
  const value = valueOf(indicator, fields['value'], at, quote);
  const observedAtMs = timeOf(fields['observedAt'], at, quote);
  const method = methodOf(fields['method'], at, quote);
  return {
    indicator: indicator.id,
    place,
    value,
    observedAtMs,
    ...(period === undefined ? {} : { period }),
    ...(method === undefined ? {} : { method }),
  };
}

function indicatorOf(scope: Scope, given: unknown): DomainIndicator {
  const known = typeof given === 'string' ? scope.index.indicators.get(given) : undefined;
  if (known === undefined) throw new Refused('unknown-indicator', `${scope.quote(given)} is no indicator`);
  if (known.domain !== scope.domain)
    throw new Refused(
      'foreign-indicator',
      `${known.indicator.id} belongs to ${known.domain}, this source feeds ${scope.domain}`,
    );
  return known;
}

function placeOf({ index, quote }: Scope, indicator: Indicator, given: unknown): string {
  const place = typeof given === 'string' ? index.places.get(given) : undefined;
  if (place === undefined)
    throw new Refused('unknown-place', `${indicator.id}: ${quote(given)} is no known place`);
  const { id } = index.config.province;
  if (place.id === id || isMember(indicator, place)) return place.id;
  throw new Refused('place-outside-breakdown', `${indicator.id} has no figure at ${place.id}`);
}

function isMember({ breakdown }: Indicator, place: { readonly id: string; readonly kind: string }): boolean {
  if (breakdown === undefined || !breakdown.kinds.includes(place.kind)) return false;
  return (breakdown.only?.includes(place.id) ?? true) && !(breakdown.except?.includes(place.id) ?? false);
}

function periodOfField(
  { timeZone, quote }: Scope,
  indicator: Indicator,
  given: unknown,
  at: string,
): string | undefined {
  if (indicator.period === undefined) {
    if (given !== undefined && given !== null) throw new Refused('unexpected-period', `${at} has no periods`);
    return undefined;
  }
  if (given === undefined || given === null)
    throw new Refused('missing-period', `${at} came without its ${indicator.period}`);
  const text = typeof given === 'number' ? String(given) : given;
  if (typeof text !== 'string' || periodKind(text) !== indicator.period || !exists(text, timeZone))
    throw new Refused('wrong-period', `${at}: ${quote(given)} is no ${indicator.period}`);
  return text;
}

function exists(period: string, timeZone: string): boolean {
  try {
    return periodBounds(period, timeZone).endMs > 0;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function valueOf({ states }: Indicator, given: unknown, at: string, quote: Quote): Value {
  if (given === undefined) throw new Refused('missing-value', `${at} came without a value`);
  if (given === null) return null;
  if (states === undefined) {
    if (typeof given !== 'number') throw new Refused('wrong-type', `${at}: ${quote(given)} is no number`);
    if (!Number.isFinite(given)) throw new Refused('not-finite', `${at} is not finite`);
    // Zero is zero: the two texts of it would be two values.
    return given === 0 ? 0 : given;
  }
  if (typeof given !== 'string') throw new Refused('wrong-type', `${at}: ${quote(given)} is no state`);
  if (!states.some((state) => state.id === given))
    throw new Refused('unknown-state', `${at}: ${quote(given)} is none of its states`);
  return given;
}

function methodOf(given: unknown, at: string, quote: Quote): Method | undefined {
  if (given === undefined || given === null) return undefined;
  if (typeof given === 'string' && METHODS.includes(given)) return given as Method;
  throw new Refused('shape', `${at}: ${quote(given)} is no method`);
}
