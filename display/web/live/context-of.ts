/** Offers what a page holds — of now, or of an instant that is replayed — as the wall context. */
import { computed, type ComputedRef, type Ref } from 'vue';
import type { ScreenConfig } from '../../../shared/api.ts';
import type { ConfigIndex } from '../../../shared/config/province-config.ts';
import type { SourceFailure } from '../../../shared/domain-state.ts';
import { InvariantError } from '../../../shared/errors.ts';
import type { WallEvent } from '../../../shared/observation.ts';
import { pictureUrl } from './api.ts';
import type { PageClock } from './clock.ts';
import { standingContradictions } from './contradictions.ts';
import type { DomainStore } from './domain-store.ts';
import type { FigureCache } from './figure-cache.ts';
import type { Link } from './link.ts';
import type { PastCache } from './past-cache.ts';
import { limitBreaches, sourceStandings } from './standing.ts';
import type { Locale, ShownPicture, WallContext } from './wall-context.ts';

export interface ContextParts {
  readonly config: ScreenConfig;
  readonly index: ConfigIndex;
  readonly clock: PageClock;
  readonly link: Pick<Link, 'state' | 'silenceMs'>;
  readonly store: DomainStore;
  readonly figures: FigureCache;
  /** May be another one from a moment on. */
  readonly pasts: Readonly<Ref<PastCache>>;
  readonly locale: Ref<Locale>;
  /** The instant that is replayed, ms; undefined: the screen is live. */
  readonly replayedAtMs?: Readonly<Ref<number>> | undefined;
}

export function contextOf(parts: ContextParts): WallContext {
  const { config, index, clock, link, store, figures, pasts, locale, replayedAtMs } = parts;
  return {
    config,
    index,
    sources: new Map(config.sources.map((source) => [source.id, source])),
    locale,
    link: link.state,
    silenceMs: link.silenceMs,
    serverNowMs: clock.serverNowMs,
    replayedAtMs,
    figure: (indicator, place) => figures.figure(indicator, place),
    figures: (indicator) => figures.figures(indicator),
    past(indicator, place, span) {
      // Asked for at once, for a scene that is not on show yet.
      pasts.value.past(indicator, place, span);
      return computed(() => pasts.value.past(indicator, place, span).value);
    },
    events: (domain) => eventsOf(store, domain),
    picture: (place) => pictureOf(parts, place),
    failures: failuresOf(store, [...index.domains.keys()]),
    breaches: limitBreaches(index, store, figures),
    standings: sourceStandings(index, config.sources, store, clock),
    contradictions: standingContradictions(index, store, clock),
  };
}

function eventsOf(store: DomainStore, domain: string): ComputedRef<readonly WallEvent[]> {
  return computed(() => {
    void store.version(domain).value;
    return store.state(domain)?.events ?? NO_EVENTS;
  });
}
const NO_EVENTS: readonly WallEvent[] = [];

/** The server keeps a picture for two cadences of its source; a later one is not asked for in vain. */
const PICTURE_CADENCES = 2;

function pictureOf(
  { index, config, store, clock, replayedAtMs }: ContextParts,
  place: string,
): ComputedRef<ShownPicture | undefined> {
  if (!index.places.has(place)) throw new InvariantError(`no place ${place} in the configuration`);
  const keptMs = new Map(
    [...index.domains.keys()].map((domain) => {
      const cadences = config.sources
        .filter((source) => source.domain === domain && source.form === undefined)
        .map((one) => one.everySeconds);
      return [domain, Math.max(0, ...cadences) * 1000 * PICTURE_CADENCES] as const;
    }),
  );
  return computed<ShownPicture | undefined>((before) => {
    for (const domain of index.domains.keys()) {
      void store.version(domain).value;
      const atMs = store.state(domain)?.pictures.get(place);
      if (atMs === undefined) continue;
      if (clock.serverNowMs.value - atMs > (keptMs.get(domain) ?? 0)) return undefined;
      if (before?.atMs === atMs) return before;
      return { url: replayedAtMs === undefined ? pictureUrl(place, atMs) : undefined, atMs };
    }
    return undefined;
  });
}

function failuresOf(
  store: DomainStore,
  domains: readonly string[],
): ComputedRef<ReadonlyMap<string, SourceFailure>> {
  return computed<ReadonlyMap<string, SourceFailure>>((before) => {
    const now = new Map<string, SourceFailure>();
    for (const domain of domains) {
      void store.version(domain).value;
      for (const [source, failure] of store.state(domain)?.failures ?? []) now.set(source, failure);
    }
    const same =
      before?.size === now.size && [...now].every(([source, failure]) => before.get(source) === failure);
    return same ? before : now;
  });
}
