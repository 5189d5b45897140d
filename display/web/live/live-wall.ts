/** Puts the live store together: socket, state, clock, figures, pasts; and offers them as the wall context. */
import { computed, markRaw, shallowRef, type ComputedRef, type Ref } from 'vue';
import type { ScreenConfig } from '../../../shared/api.ts';
import { ConfigIndex } from '../../../shared/config/province-config.ts';
import type { SourceFailure } from '../../../shared/domain-state.ts';
import { InvariantError } from '../../../shared/errors.ts';
import type { WallEvent } from '../../../shared/observation.ts';
import { REPORT_EVERY_MS, type ScreenIdentity } from '../../../shared/socket.ts';
import { fetchSeries, pictureUrl } from './api.ts';
import { LiveClock } from './clock.ts';
import { Connection } from './connection.ts';
import { standingContradictions } from './contradictions.ts';
import { DomainStore } from './domain-store.ts';
import { FigureCache } from './figure-cache.ts';
import { Heartbeat } from './heartbeat.ts';
import { Link } from './link.ts';
import { PastCache } from './past-cache.ts';
import { reloadWhenChanged } from './reload.ts';
import { Reporter, type DomainHash } from './report.ts';
import { nextFrame } from './soon.ts';
import { limitBreaches, sourceStandings } from './standing.ts';
import type { Locale, WallContext } from './wall-context.ts';

export interface LiveWall {
  readonly context: WallContext;
  /** Scene on show, for the report. */
  readonly scene: Ref<string | undefined>;
  /** What the screen holds now: `[domain, cursor, state hash]` of every domain that it has. */
  hashes(): readonly DomainHash[];
  start(): void;
  stop(): void;
}

export function createLiveWall(
  config: ScreenConfig,
  identity: ScreenIdentity,
  locale: Ref<Locale>,
): LiveWall {
  const index = markRaw(new ConfigIndex(config));
  const domains = [...index.domains.keys()];
  const clock = new LiveClock();
  clock.hear(config.serverNowMs);
  const link = new Link();
  const store = new DomainStore(
    nextFrame,
    (domain) => connection.ask(domain),
    (domain) => reporter.checkpoint(domain, performance.now()),
  );
  const figures = new FigureCache(index, store, clock);
  const pasts = new PastCache(index, figures, fetchSeries, () => clock.nowMs());
  const reporter: Reporter = new Reporter(domains, (domain) => store.state(domain));
  const scene = shallowRef<string>();

  const connection: Connection = new Connection(
    {
      identity,
      domains,
      position: (domain) => store.position(domain),
      receive: (message) => {
        const heard = clock.hear(message.kind === 'frame' ? message.frame.n : message.snapshot.n);
        if (heard === 'doubtful') connection.askTime();
        store.receive(message);
      },
      heard: () => link.heard(),
      welcomed: (welcome, askedAt) => {
        clock.answered(welcome.serverNowMs, askedAt);
        reporter.forgetTold();
        reloadWhenChanged(config, welcome);
      },
    },
    location.origin,
  );
  store.onApplied((applied) => {
    pasts.applied(applied);
    for (const { domain } of applied) reporter.moved(domain, performance.now());
  });
  clock.every(() => link.measure());

  const reports = regularReports({ store, reporter, connection, scene });
  return {
    context: contextOf({ config, index, clock, link, store, figures, pasts, locale }),
    scene,
    hashes() {
      store.flush();
      return reporter.hashes();
    },
    start() {
      clock.start();
      connection.connect();
      reports.start();
    },
    stop() {
      reports.stop();
      connection.close();
      clock.stop();
      link.stop();
    },
  };
}

interface Reporting {
  readonly store: DomainStore;
  readonly reporter: Reporter;
  readonly connection: Connection;
  readonly scene: Ref<string | undefined>;
}

/** The screen's word about itself, every {@link REPORT_EVERY_MS}, with all that it has heard applied. */
function regularReports({ store, reporter, connection, scene }: Reporting) {
  const heartbeat = new Heartbeat();
  let timer: ReturnType<typeof setInterval> | undefined;
  const report = () => {
    store.flush();
    const { drawn, ageMs } = heartbeat.take();
    connection.report(reporter.report(drawn, ageMs, scene.value, performance.now()));
  };
  return {
    start() {
      heartbeat.start();
      timer = setInterval(report, REPORT_EVERY_MS);
    },
    stop() {
      clearInterval(timer);
      heartbeat.stop();
    },
  };
}

interface Parts {
  readonly config: ScreenConfig;
  readonly index: ConfigIndex;
  readonly clock: LiveClock;
  readonly link: Link;
  readonly store: DomainStore;
  readonly figures: FigureCache;
  readonly pasts: PastCache;
  readonly locale: Ref<Locale>;
}

function contextOf({ config, index, clock, link, store, figures, pasts, locale }: Parts): WallContext {
  return {
    config,
    index,
    sources: new Map(config.sources.map((source) => [source.id, source])),
    locale,
    link: link.state,
    silenceMs: link.silenceMs,
    serverNowMs: clock.serverNowMs,
    figure: (indicator, place) => figures.figure(indicator, place),
    figures: (indicator) => figures.figures(indicator),
    past(indicator, place, span) {
      const past = pasts.past(indicator, place, span);
      return computed(() => past.value);
    },
    events: (domain) => eventsOf(store, domain),
    picture: (place) => pictureOf(index, config, store, clock, place),
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
  index: ConfigIndex,
  config: ScreenConfig,
  store: DomainStore,
  clock: LiveClock,
  place: string,
): ComputedRef<{ readonly url: string; readonly atMs: number } | undefined> {
  if (!index.places.has(place)) throw new InvariantError(`no place ${place} in the configuration`);
  const keptMs = new Map(
    [...index.domains.keys()].map((domain) => {
      const cadences = config.sources
        .filter((source) => source.domain === domain && source.form === undefined)
        .map((one) => one.everySeconds);
      return [domain, Math.max(0, ...cadences) * 1000 * PICTURE_CADENCES] as const;
    }),
  );
  return computed((before) => {
    for (const domain of index.domains.keys()) {
      void store.version(domain).value;
      const atMs = store.state(domain)?.pictures.get(place);
      if (atMs === undefined) continue;
      if (clock.serverNowMs.value - atMs > (keptMs.get(domain) ?? 0)) return undefined;
      return before?.atMs === atMs ? before : { url: pictureUrl(place, atMs), atMs };
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
