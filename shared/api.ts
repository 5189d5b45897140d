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

/**
 * `GET /api/v1/series/:indicator/:place?fromMs&toMs&maxPoints`: the known past of one series, oldest first, each
 * point as last corrected. At the province, without an upstream figure, the places are added up per point.
 */
export interface SeriesReply {
  readonly indicator: string;
  readonly place: string;
  /** True when the points were added up from places by us. */
  readonly aggregated: boolean;
  readonly points: readonly HistoryPoint[];
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
  readonly reason?: EntryDoorReason | undefined;
}

export const ENTRY_DOOR_REASONS = [
  'switched-off',
  'not-loopback',
  'forwarded',
  'foreign-host',
  'no-origin',
  'foreign-origin',
] as const;
export type EntryDoorReason = (typeof ENTRY_DOOR_REASONS)[number];
