/**
 * What every widget, map layer and page may ask of the live store. Widgets depend on this contract alone:
 * they know no socket, no fetch and no store.
 */
import { inject, type ComputedRef, type InjectionKey, type Ref } from 'vue';
import type {
  ScreenConfig,
  SeriesBeside,
  SeriesBesideLine,
  SeriesPoint,
  SourceSummary,
} from '../../../shared/api.ts';
import type { ChartRange } from '../../../shared/chart-range.ts';
import type { ConfigIndex } from '../../../shared/config/province-config.ts';
import type { SeriesContradiction } from '../../../shared/domain-contradictions.ts';
import type { SourceFailure } from '../../../shared/domain-state.ts';
import { InvariantError } from '../../../shared/errors.ts';
import type { Freshness } from '../../../shared/freshness.ts';
import type { Figure } from '../../../shared/figure.ts';
import type { WallEvent } from '../../../shared/observation.ts';

/** A stretch up to now; of a figure of a period so many newest figures; or what a person names, with what is beside. */
export type PastSpan =
  | { readonly hours: number }
  | { readonly periods: number }
  | { readonly range: ChartRange; readonly beside: readonly SeriesBeside[] };

export type Locale = 'vi' | 'en';

/**
 * `connecting`: never had a word yet. `lost`: no word for LINK_LOST_AFTER_MS; tiles age on their own. `replay`: what is
 * shown is of another time, and none of it is live.
 */
export type LinkState = 'connecting' | 'live' | 'lost' | 'replay';

/** The past of a series for a chart: oldest first; `loading` until the first answer, `failed` says why. */
export interface SeriesPast {
  readonly state: 'loading' | 'ready' | 'failed';
  readonly points: readonly SeriesPoint[];
  /** What was asked for beside it. */
  readonly beside?: readonly SeriesBesideLine[] | undefined;
  /** Since when anything is known of the series; told with `beside`. */
  readonly knownFromMs?: number | undefined;
}

export interface ShownPicture {
  /** Its address; undefined: pictures of the past are not kept. */
  readonly url: string | undefined;
  /** When it was taken. */
  readonly atMs: number;
}

export interface WallContext {
  readonly config: ScreenConfig;
  readonly index: ConfigIndex;
  readonly sources: ReadonlyMap<string, SourceSummary>;
  readonly locale: Ref<Locale>;
  readonly link: Ref<LinkState>;
  /** Ms since the last word from the server, for the header; updated every second. */
  readonly silenceMs: Ref<number>;
  /**
   * The server's time, advancing every second by itself; never stepping back. In a replay the instant that is replayed,
   * by which everything is judged as it was then.
   */
  readonly serverNowMs: Readonly<Ref<number>>;
  /** The instant that is replayed, ms; undefined: the screen is live. Questions to the server must name it. */
  readonly replayedAtMs: Readonly<Ref<number>> | undefined;
  /**
   * The figure at a place, or of the province; follows the store, and turns exactly at its freshness deadlines.
   * Its `ageMs` is that of its last change: show an age by `truth/age.vue`, which follows the clock.
   */
  figure(indicator: string, place?: string): ComputedRef<Figure>;
  /** The figures of all member places of an indicator, in the order of the configuration. */
  figures(indicator: string): ComputedRef<readonly Figure[]>;
  /** Stored past plus what came live since, bounded. */
  past(indicator: string, place: string | undefined, span: PastSpan): ComputedRef<SeriesPast>;
  /** Newest first. */
  events(domain: string): ComputedRef<readonly WallEvent[]>;
  /** A camera's last picture; undefined when none is kept any more. */
  picture(place: string): ComputedRef<ShownPicture | undefined>;
  /** Sources whose last poll failed, by id, over all domains. */
  readonly failures: ComputedRef<ReadonlyMap<string, SourceFailure>>;
  /** Every figure beyond a limit now, of the province and of single places: gravest first, then by configuration. */
  readonly breaches: ComputedRef<readonly Figure[]>;
  /** Where sources contradict each other now, in the order of the configuration. */
  readonly contradictions: ComputedRef<readonly SeriesContradiction[]>;
  /** How each configured source stands, in the order of the configuration. */
  readonly standings: ComputedRef<readonly SourceStanding[]>;
}

/** A source on the screen: as old as the oldest of what it gave, marked when its last poll failed. */
export interface SourceStanding {
  readonly source: SourceSummary;
  readonly freshness: Freshness;
  readonly failure?: SourceFailure | undefined;
  /** From when the age of its oldest figure counts; absent when nothing was ever seen. */
  readonly originMs?: number | undefined;
}

export const WALL_CONTEXT: InjectionKey<WallContext> = Symbol('wall context');

/** The context of the surrounding page. */
export function useWall(): WallContext {
  const context = inject(WALL_CONTEXT);
  if (context === undefined)
    throw new InvariantError('useWall() outside of a page that provides the wall context');
  return context;
}
