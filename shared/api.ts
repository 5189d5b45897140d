/** Shapes of `/api/v1` that the screens read. The server's zod schemas are checked against these types. */
import type { Bilingual } from './config/common.ts';
import type { EntryFormSettings } from './config/entry-form.ts';
import type { Domain } from './config/domain.ts';
import type { Place } from './config/place.ts';
import type { Province } from './config/province.ts';
import type { Source } from './config/source.ts';
import type { Wall } from './config/wall.ts';
import type { EntryProblem } from './entry/entry-problem.ts';
import type { LoggedEntry } from './entry/entry-line.ts';
import type { HistoryPoint } from './latest-entry.ts';
import type { Method } from './observation.ts';

/** What a screen may know of a source: no settings, no addresses. */
export interface SourceSummary {
  readonly id: string;
  readonly name: Bilingual;
  readonly office: Bilingual;
  readonly shortOffice?: Bilingual | undefined;
  readonly domain: string;
  readonly connector: string;
  readonly everySeconds: Source['everySeconds'];
  /** Present for a source that people enter by hand. */
  readonly form?: EntryFormSettings | undefined;
}

/** `GET /api/v1/province`: the configuration a screen needs. */
export interface ScreenConfig {
  readonly province: Province;
  readonly domains: readonly Domain[];
  readonly places: readonly Place[];
  readonly sources: readonly SourceSummary[];
  readonly walls: readonly Wall[];
  readonly configHash: string;
  readonly build: string;
  readonly serverNowMs: number;
}

/**
 * `GET /api/v1/map`: cells of the communes; feature ids are place ids. `schematic` cells are computed from the
 * centres and are no boundary; `imported` ones are the province's own file. `bounds`: west, south, east, north.
 */
export interface MapGeometry {
  readonly basis: 'schematic' | 'imported';
  readonly attribution?: string | undefined;
  readonly bounds: readonly [number, number, number, number];
  readonly cells: {
    readonly type: 'FeatureCollection';
    readonly features: readonly {
      readonly type: 'Feature';
      readonly id: string;
      readonly properties: { readonly id: string };
      readonly geometry:
        | {
            readonly type: 'Polygon';
            readonly coordinates: readonly (readonly (readonly [number, number])[])[];
          }
        | {
            readonly type: 'MultiPolygon';
            readonly coordinates: readonly (readonly (readonly (readonly [number, number])[])[])[];
          };
    }[];
  };
}

/** Of a chart: the stretch just before, and the same dates of the year before. */
export const SERIES_BESIDE = ['previous', 'last-year'] as const;
export type SeriesBeside = (typeof SERIES_BESIDE)[number];

/** A point of a chart: one fact, or what all facts of a stretch came to; its value and times are then the last one's. */
export interface SeriesPoint extends HistoryPoint {
  /** Empty where the point stands on several sources, or on a stretch. */
  readonly source: string;
  /** Absent where it is not kept: of stretches, sums and some recent facts. */
  readonly method?: Method | undefined;
  /** Set when the point stands for a stretch. `fromMs`: its first fact or rollup. */
  readonly stretch?: Stretch | undefined;
  /** The source was silent before this point for longer than stale-after, or a period is missing: no line leads here. */
  readonly afterGap?: true | undefined;
  /** Of a sum: places that gave a value. */
  readonly reported?: number | undefined;
}

/** Least and greatest are null when no fact has a number. */
export interface Stretch {
  readonly fromMs: number;
  readonly count: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly sum: number | null;
}

/** One series of `GET /api/v1/series`. */
export interface SeriesLine {
  readonly indicator: string;
  readonly place: string;
  /** Set when the points were added up from places by us: how many are expected. */
  readonly aggregated?: { readonly expected: number } | undefined;
  /** Length of the stretches that points stand for, ms; absent: every point is a fact. */
  readonly stepMs?: number | undefined;
  /** Since when anything is known of the series, told where something stands beside. */
  readonly knownFromMs?: number | undefined;
  readonly points: readonly SeriesPoint[];
  readonly beside: readonly SeriesBesideLine[];
}

/** `shiftMs` later its points stand under those of the window that was asked for. */
export interface SeriesBesideLine {
  readonly kind: SeriesBeside;
  readonly fromMs: number;
  readonly toMs: number;
  readonly shiftMs: number;
  readonly points: readonly SeriesPoint[];
}

/** `GET /api/v1/series`: the past of several series over one window, at the resolution of a chart. */
export interface SeriesReply {
  readonly serverNowMs: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** As it was known then; absent: as of now. */
  readonly knownAtMs?: number | undefined;
  readonly lines: readonly SeriesLine[];
}

/**
 * What became of an entry. `waiting`: no collector has taken it yet. `recorded` and `refused` are for good and stand in
 * the log; `invalid` was not even sent to a collector, and is in no log.
 */
export type EntryReply =
  | { readonly state: 'waiting'; readonly id: string; readonly isCollectorThere: boolean }
  | { readonly state: 'invalid'; readonly id: string; readonly problems: readonly EntryProblem[] }
  | { readonly state: 'recorded' | 'refused'; readonly id: string; readonly entry: LoggedEntry };

/** Whether entries are taken from where one asks, and why not. */
export interface EntryDoorWord {
  readonly isOpen: boolean;
  /** Who is signed in: figures are signed with this name. */
  readonly by?: string | undefined;
  readonly reason?: EntryDoorReason | undefined;
}

export const ENTRY_DOOR_REASONS = [
  'switched-off',
  'not-signed-in',
  'not-operator',
  'not-loopback',
  'forwarded',
  'foreign-host',
  'no-origin',
  'foreign-origin',
] as const;
export type EntryDoorReason = (typeof ENTRY_DOOR_REASONS)[number];
