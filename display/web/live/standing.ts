/** How each source stands, and what is beyond a limit now: over everything held, not only what is shown. */
import { computed, shallowRef, type ComputedRef } from 'vue';
import type { SourceSummary } from '../../../shared/api.ts';
import type { Indicator } from '../../../shared/config/domain.ts';
import type { ConfigIndex } from '../../../shared/config/province-config.ts';
import type { SourceFailure } from '../../../shared/domain-state.ts';
import type { Figure } from '../../../shared/figure.ts';
import { ageOriginMs, freshnessAt, graver, nextTurnMs, type Freshness } from '../../../shared/freshness.ts';
import { limitState } from '../../../shared/limit-state.ts';
import type { Reading } from '../../../shared/observation.ts';
import type { PageClock, Turning } from './clock.ts';
import type { DomainStore } from './domain-store.ts';
import type { FigureCache } from './figure-cache.ts';
import type { SourceStanding } from './wall-context.ts';

/** Origins of periods cost a look into the calendar; a reading never changes, so each is looked up once. */
const origins = new WeakMap<Reading, number>();

function originOf(reading: Reading, index: ConfigIndex): number | undefined {
  const limits = index.indicators.get(reading.indicator)?.indicator;
  if (limits === undefined) return undefined;
  let originMs = origins.get(reading);
  if (originMs === undefined) {
    originMs = ageOriginMs(reading, limits, index.config.province.timeZone);
    origins.set(reading, originMs);
  }
  return originMs;
}

interface Mood {
  freshness: Freshness;
  originMs: number | undefined;
}

/** Derived anew when any domain changed, and at the next instant at which any reading turns. */
export function sourceStandings(
  index: ConfigIndex,
  sources: readonly SourceSummary[],
  store: DomainStore,
  clock: PageClock,
): ComputedRef<readonly SourceStanding[]> {
  const tick = shallowRef(0);
  const latestNews: LatestNews = new Map();
  const turning: Turning = {
    turnMs: undefined,
    turn: () => {
      turning.turnMs = undefined;
      tick.value += 1;
    },
  };
  clock.watch(turning);
  return computed<readonly SourceStanding[]>((before) => {
    void tick.value;
    for (const domain of index.domains.keys()) void store.version(domain).value;
    const nowMs = clock.nowMs();
    const moods = new Map<string, Mood>();
    turning.turnMs = undefined;
    const noteReading = (reading: Reading) => {
      const turnMs = note(moods, reading, index, nowMs);
      if (turnMs !== undefined && turnMs < (turning.turnMs ?? Infinity)) turning.turnMs = turnMs;
    };
    for (const domain of index.domains.keys()) {
      const state = store.state(domain);
      for (const reading of state?.readings.values() ?? []) noteReading(reading);
      // A source whose word is not shown delivers all the same.
      for (const others of state?.others.values() ?? []) for (const other of others) noteReading(other);
    }
    noteNews(index, store, moods, latestNews);
    const noticed = sources.map((source) => standingOf(source, moods.get(source.id), store, nowMs));
    for (const { turnMs } of noticed) {
      if (turnMs !== undefined && turnMs < (turning.turnMs ?? Infinity)) turning.turnMs = turnMs;
    }
    clock.expect(turning.turnMs);
    const now = noticed.map(({ standing }) => standing);
    return before !== undefined && before.every((one, at) => sameStanding(one, now[at])) ? before : now;
  });
}

/** Adds a reading to its source's standing; returns when the reading turns next. */
function note(
  moods: Map<string, Mood>,
  reading: Reading,
  index: ConfigIndex,
  nowMs: number,
): number | undefined {
  const limits = index.indicators.get(reading.indicator)?.indicator;
  const originMs = originOf(reading, index);
  if (limits === undefined || originMs === undefined) return undefined;
  const freshness = freshnessAt(originMs, limits, nowMs);
  const mood = moods.get(reading.source);
  if (mood === undefined) moods.set(reading.source, { freshness, originMs });
  else {
    const grave = graver(mood.freshness, freshness);
    // The age told is that of the gravest: of two as grave, the older.
    const graverNow = grave !== mood.freshness;
    if (graverNow || (freshness === grave && originMs < (mood.originMs ?? Infinity)))
      mood.originMs = originMs;
    mood.freshness = grave;
  }
  return nextTurnMs(originMs, limits, nowMs);
}

/** Newest event of each source in this store: the screen keeps few events, and a quiet source is no unknown one. */
type LatestNews = Map<string, number>;

function noteNews(
  index: ConfigIndex,
  store: DomainStore,
  moods: Map<string, Mood>,
  latest: LatestNews,
): void {
  for (const domain of index.domains.keys()) {
    const state = store.state(domain);
    for (const { source, atMs } of state?.events ?? []) {
      const key = `${state?.epoch} ${source}`;
      latest.set(key, Math.max(atMs, latest.get(key) ?? 0));
    }
    for (const [key, originMs] of latest) {
      const [epoch, source = ''] = key.split(' ');
      // Events come when they come: no age makes their source late. What else it gives decides.
      if (epoch === state?.epoch && !moods.has(source)) moods.set(source, { freshness: 'fresh', originMs });
    }
  }
}

/** The one kind of upstream whose news are pictures; what it tells of them is no younger than they are. */
const PICTURE_CONNECTOR = 'http-jpeg';
/** The store keeps a picture for two cadences; a source without a newer one for four has stopped. */
const PICTURE_LATE_CADENCES = 2;
const PICTURE_STALE_CADENCES = 4;

interface Noticed {
  readonly standing: SourceStanding;
  readonly turnMs?: number | undefined;
}

function standingOf(
  source: SourceSummary,
  mood: Mood | undefined,
  store: DomainStore,
  nowMs: number,
): Noticed {
  const state = store.state(source.domain);
  const failure: SourceFailure | undefined = state?.failures.get(source.id);
  const newest = Math.max(...(state?.pictures.values() ?? []));
  if (source.connector !== PICTURE_CONNECTOR || !Number.isFinite(newest))
    return { standing: { source, freshness: mood?.freshness ?? 'never', originMs: mood?.originMs, failure } };
  const limits = {
    lateAfterMs: source.everySeconds * 1000 * PICTURE_LATE_CADENCES,
    staleAfterMs: source.everySeconds * 1000 * PICTURE_STALE_CADENCES,
  };
  return {
    standing: { source, freshness: freshnessAt(newest, limits, nowMs), originMs: newest, failure },
    turnMs: nextTurnMs(newest, limits, nowMs),
  };
}

function sameStanding(a: SourceStanding, b: SourceStanding | undefined): boolean {
  return (
    a.source === b?.source &&
    a.freshness === b.freshness &&
    a.failure === b.failure &&
    a.originMs === b.originMs
  );
}

/** Figures beyond a limit: only candidates by their value become figures, which then turn by themselves. */
export function limitBreaches(
  index: ConfigIndex,
  store: DomainStore,
  figures: FigureCache,
): ComputedRef<readonly Figure[]> {
  const perDomain = index.config.domains.map(({ id, indicators }) => {
    const limited = indicators.filter(
      (indicator) => indicator.limits.length > 0 || indicator.states !== undefined,
    );
    return computed(() => {
      void store.version(id).value;
      const candidates = candidatesIn(limited, store.state(id)?.readings.values() ?? []);
      return limited.flatMap((indicator) => [
        // Where places add up, the limits are those of a place: nobody set one for their sum.
        ...(indicator.breakdown === undefined || indicator.aggregate === 'upstream'
          ? [figures.figure(indicator.id).value]
          : []),
        ...(candidates.get(indicator.id) ?? [])
          .filter((place) => place !== index.config.province.id)
          .map((place) => figures.figure(indicator.id, place).value),
      ]);
    });
  });
  return computed<readonly Figure[]>((before) => {
    const all = perDomain.flatMap((domain) => domain.value);
    const now = ['critical', 'warning'].flatMap((level) =>
      all.filter((figure) => figure.limit.level === level),
    );
    const same =
      before !== undefined && before.length === now.length && before.every((one, at) => one === now[at]);
    return same ? before : now;
  });
}

/** Places by indicator whose value is beyond a limit, however old it is. */
function candidatesIn(limited: readonly Indicator[], readings: Iterable<Reading>): Map<string, string[]> {
  const places = new Map<string, string[]>(limited.map(({ id }) => [id, []]));
  const byId = new Map(limited.map((indicator) => [indicator.id, indicator]));
  for (const { indicator: id, place, value } of readings) {
    const indicator = byId.get(id);
    if (indicator !== undefined && limitState(indicator, value).level !== 'normal')
      places.get(id)?.push(place);
  }
  return places;
}
