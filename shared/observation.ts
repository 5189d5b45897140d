/**
 * What was seen, of what, where and when. The unit of everything the wall knows.
 */

/** How the figure came to us: by a machine, typed by a person, or estimated. */
export type Method = 'api' | 'manual' | 'estimate';

/** A number, one of the indicator's `states`, or null: "the upstream says there is none". */
export type Value = number | string | null;

/** An observation as a source offers it, before `record` gives it its `collectedAtMs`. */
export interface Observation {
  /** Indicator id, unique in the province, e.g. `xe-ton`. */
  readonly indicator: string;
  /** Place id. A figure of the whole province has the province's own id here. */
  readonly place: string;
  /** `2026`, `2026-Q3`, `2026-10`, `2026-W47` or `2026-11-22`: only for indicators that have a period. */
  readonly period?: string | undefined;
  readonly value: Value;
  /** The upstream's own time of the fact, ms since 1970 UTC. */
  readonly observedAtMs: number;
  /** Absent: `api`. */
  readonly method?: Method | undefined;
}

/** The latest accepted observation of a series, as every screen holds it. */
export interface Reading {
  readonly indicator: string;
  readonly place: string;
  readonly period?: string | undefined;
  readonly value: Value;
  readonly observedAtMs: number;
  /** When `record` accepted it, on Redis's clock. */
  readonly collectedAtMs: number;
  readonly source: string;
  readonly method: Method;
}

/** A vehicle, a petition, a post, a camera event. Texts are rendered as text only. */
export interface WallEvent {
  /** Unique in its domain; a second event of the same id updates the first. */
  readonly id: string;
  readonly domain: string;
  readonly kind: string;
  readonly place?: string | undefined;
  readonly atMs: number;
  readonly text: string;
  readonly state?: string | undefined;
  readonly source: string;
}

/** A camera's last picture: at most {@link MAX_PICTURE_BYTES}, kept for two cadences. */
export interface PictureNote {
  readonly place: string;
  readonly atMs: number;
}

/** Bound of the architecture: a snapshot is for a glance, streams do not pass through the core. */
export const MAX_PICTURE_BYTES = 200_000;

/** Upstream clocks may run ahead by this much; beyond it an observation is refused, and said. */
export const MAX_FUTURE_MS = 60_000;

/** `indicator|place`: the key of a series. Ids never contain `|` (the config schema sees to it). */
export type SeriesKey = `${string}|${string}`;

export function seriesKey(indicator: string, place: string): SeriesKey {
  return `${indicator}|${place}`;
}

/** What one source says of one series. */
export type TruthId = Pick<Reading, 'indicator' | 'place' | 'source'>;

/**
 * The canonical text of a value: equal values have equal texts on every side.
 * Numbers keep their shortest round-trip form, so nothing is rounded on the way through Redis.
 */
export function canonicalValue(value: Value): string {
  return JSON.stringify(value);
}
