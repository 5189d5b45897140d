/** The series that the real configuration's sources bring, at their real cadences, and what they would bring next. */
import type { Indicator } from '../../shared/config/domain.ts';
import type { ProvinceConfig } from '../../shared/config/province-config.ts';
import type { LoggedBatch } from '../../shared/history/log-entry.ts';
import type { Reading, Value } from '../../shared/observation.ts';
import type { Chance } from '../fixtures/chance.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A new figure comes so often, however often the source is asked. */
const CADENCE_MS: Readonly<Record<Indicator['cadence'], number>> = {
  realtime: 0,
  '15m': 15 * 60_000,
  hour: HOUR_MS,
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 30 * DAY_MS,
  quarter: 91 * DAY_MS,
  year: 365 * DAY_MS,
};
/** How often a figure is another than before: in the simulated province 13 of 100 facts are. */
const CHANGES_OF_HUNDRED = 15;
/** A word changes rarely: a gate is opened twice a day. */
const WORD_CHANGES_OF = 2_000;

export interface PolledSeries {
  readonly reading: Reading;
  readonly indicator: Indicator;
  /** A new fact comes every so many ms. */
  readonly stepMs: number;
}

/** @param readings the latest of a domain, as a wall of the simulated province recorded them. */
export function polledSeries(
  config: ProvinceConfig,
  domain: string,
  readings: readonly Reading[],
): PolledSeries[] {
  const indicators = new Map(
    config.domains.find(({ id }) => id === domain)?.indicators.map((one) => [one.id, one] as const),
  );
  const everyMs = new Map(config.sources.map(({ id, everySeconds }) => [id, (everySeconds ?? 0) * 1_000]));
  return readings.flatMap((reading) => {
    const indicator = indicators.get(reading.indicator);
    if (indicator === undefined) return [];
    const stepMs = Math.max(CADENCE_MS[indicator.cadence], everyMs.get(reading.source) ?? 0);
    // What is entered by hand without a cadence of its own comes once a day.
    return [{ reading, indicator, stepMs: stepMs === 0 ? DAY_MS : stepMs }];
  });
}

/** How many polls a day bring anything. */
export function pollsPerDay(series: readonly PolledSeries[]): number {
  return [...groupsOf(series).values()].reduce((sum, [one]) => sum + DAY_MS / (one?.stepMs ?? DAY_MS), 0);
}

function groupsOf(series: readonly PolledSeries[]): ReadonlyMap<string, PolledSeries[]> {
  const groups = new Map<string, PolledSeries[]>();
  for (const one of series) {
    const key = `${one.reading.source} ${one.stepMs}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return groups;
}

/** What sources would bring between two instants, one batch a poll, oldest first. */
export function* pollsBetween(
  series: readonly PolledSeries[],
  { fromMs, toMs, chance }: { readonly fromMs: number; readonly toMs: number; readonly chance: Chance },
): Generator<LoggedBatch> {
  const queue = [...groupsOf(series).values()].map((group) => {
    const stepMs = group[0]?.stepMs ?? DAY_MS;
    // Of what comes once a day or once a year so much falls into any stretch, on the average.
    return { group, stepMs, atMs: fromMs + chance.between(0, stepMs - 1) };
  });
  const values = new Map<PolledSeries, Value>(series.map((one) => [one, one.reading.value]));
  let lastMs = fromMs;
  for (let number = 1; ; number += 1) {
    const next = queue.reduce((soonest, one) => (one.atMs < soonest.atMs ? one : soonest));
    if (next.atMs >= toMs) return;
    // Stream ids rise, and a poll takes a little while, never the same.
    lastMs = Math.max(lastMs + 1, next.atMs + chance.between(5, 300));
    const collectedAtMs = lastMs;
    const observedAtMs = Math.floor((next.atMs - chance.between(0, 900)) / 1_000) * 1_000;
    const readings = next.group.map((one): Reading => {
      const value = nextValue(one, values.get(one) ?? null, chance);
      values.set(one, value);
      return { ...one.reading, value, observedAtMs, collectedAtMs };
    });
    yield { id: `${collectedAtMs}-0`, number, epoch: 'e', collectedAtMs, readings, events: [] };
    next.atMs += next.stepMs;
  }
}

function nextValue({ indicator }: PolledSeries, value: Value, chance: Chance): Value {
  if (typeof value === 'string') {
    const states = indicator.states ?? [];
    return states.length > 0 && chance.between(1, WORD_CHANGES_OF) === 1 ? chance.pick(states).id : value;
  }
  if (value === null || chance.between(1, 100) > CHANGES_OF_HUNDRED) return value;
  const scale = 10 ** indicator.decimals;
  // By about a fortieth, as there, and at least the last place.
  const most = Math.max(1, Math.round((Math.abs(value) * scale) / 20));
  return Math.max(0, Math.round(value * scale) + chance.between(-most, most)) / scale;
}
