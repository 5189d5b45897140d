/**
 * The past of a figure that is added up from places. At each instant the places count with their last value, no
 * longer than it would be shown as known; when a place that was heard before is no longer known, neither is the
 * sum: a gap stays a gap, and a place that fell silent never looks like a fall. Pure.
 */
import { aggregate } from '../../../shared/aggregate.ts';
import type { Indicator } from '../../../shared/config/domain.ts';
import type { HistoryPoint } from '../../../shared/latest-entry.ts';
import type { Reading } from '../../../shared/observation.ts';

/** What one place knew at each instant, or of each period, of the same sequence. */
export interface MemberPast {
  readonly place: string;
  readonly samples: readonly (HistoryPoint | undefined)[];
}

export interface Instant {
  /** The instant, or the time of a period's figure as far as the places tell it. */
  readonly atMs?: number;
  readonly period?: string;
}

export function addUp(
  indicator: Indicator,
  instants: readonly Instant[],
  members: readonly MemberPast[],
  weights: readonly MemberPast[] = [],
): HistoryPoint[] {
  const heard = new Set<string>();
  return instants.flatMap((instant, at) => {
    const known = members.map(({ place, samples }) => readingOf(indicator, place, samples[at]));
    const isBroken = members.some(({ place }, n) => heard.has(place) && known[n] === undefined);
    for (const reading of known) if (reading !== undefined) heard.add(reading.place);
    if (isBroken || known.every((reading) => reading === undefined)) return [];
    const weighing = weights.flatMap(({ place, samples }) => {
      const weight = readingOf(indicator, place, samples[at]);
      return weight === undefined ? [] : [[place, weight] as const];
    });
    const { value, oldest } = aggregate(indicator, known, { weights: new Map(weighing) });
    const told = known.filter((reading) => reading !== undefined);
    return [
      {
        value,
        ...(instant.period === undefined ? {} : { period: instant.period }),
        observedAtMs: instant.atMs ?? Math.max(...told.map((reading) => reading.observedAtMs)),
        collectedAtMs: Math.max(...told.map((reading) => reading.collectedAtMs)),
        source: oldest?.source ?? '',
      },
    ];
  });
}

function readingOf(
  indicator: Indicator,
  place: string,
  point: HistoryPoint | undefined,
): Reading | undefined {
  if (point === undefined) return undefined;
  return { indicator: indicator.id, place, method: 'api', ...point };
}
