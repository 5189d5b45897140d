/** Puts a replay together: the same store, figures and pasts as a live screen's, fed from the past and judged by its clock. */
import { markRaw, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { ScreenConfig } from '../../../shared/api.ts';
import { ConfigIndex } from '../../../shared/config/province-config.ts';
import { fetchSeries } from '../live/api.ts';
import { contextOf } from '../live/context-of.ts';
import { DomainStore } from '../live/domain-store.ts';
import { FigureCache } from '../live/figure-cache.ts';
import { PastCache } from '../live/past-cache.ts';
import { Reporter, type DomainHash } from '../live/report.ts';
import type { Locale, WallContext } from '../live/wall-context.ts';
import { Player } from './player.ts';
import { fetchConfig, replayApi } from './replay-api.ts';
import { ReplayClock } from './replay-clock.ts';

/** What the pages inside see; another one where the configuration was another. */
export interface ReplayView {
  readonly config: ScreenConfig;
  readonly context: WallContext;
  readonly store: DomainStore;
  /** Of another instant nothing is kept of what charts showed. */
  restartPasts(): void;
  /** `[domain, cursor, state hash]` of what is shown. */
  hashes(): readonly DomainHash[];
}

export interface ReplayWall {
  readonly clock: ReplayClock;
  readonly player: Player;
  /** Undefined until the first instant is there. */
  readonly view: ShallowRef<ReplayView | undefined>;
  /** The configuration of then is not kept: names, limits and layout are those of today. */
  readonly isTodaysConfig: Ref<boolean>;
  stop(): void;
}

export interface ReplayOptions {
  /** Of today. */
  readonly config: ScreenConfig;
  readonly locale: Ref<Locale>;
  readonly atMs: number;
  readonly liveNowMs: () => number;
  readonly caughtUp: () => void;
}

const TICK_MS = 250;

export function createReplayWall(options: ReplayOptions): ReplayWall {
  const { config: today, locale, atMs, liveNowMs, caughtUp } = options;
  const clock = new ReplayClock(atMs);
  const view = shallowRef<ReplayView>();
  const isTodaysConfig = shallowRef(false);
  const player: Player = new Player({
    domains: today.domains.map(({ id }) => id),
    api: replayApi,
    clock,
    liveNowMs,
    receive: (message) => view.value?.store.receive(message),
    async prepare(hash) {
      const then = hash === '' ? undefined : await configOf(hash, view.value?.config, today);
      const config = then ?? today;
      const takeOver = () => {
        isTodaysConfig.value = hash !== '' && then === undefined;
        if (view.value?.config === config) view.value.restartPasts();
        else {
          clock.forget();
          view.value = viewOf(config, clock, locale, () => void player.jump(clock.nowMs()));
        }
      };
      return { domains: config.domains.map(({ id }) => id), takeOver };
    },
    caughtUp,
  });
  let tickedAtMs = performance.now();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    player.tick(nowMs - tickedAtMs);
    tickedAtMs = nowMs;
  }, TICK_MS);
  void player.jump(atMs);
  return {
    clock,
    player,
    view,
    isTodaysConfig,
    stop() {
      clearInterval(timer);
      player.stop();
      view.value?.restartPasts();
    },
  };
}

/** Undefined: it was not kept. */
async function configOf(
  hash: string,
  shown: ScreenConfig | undefined,
  today: ScreenConfig,
): Promise<ScreenConfig | undefined> {
  if (shown?.configHash === hash) return shown;
  if (today.configHash === hash) return today;
  try {
    return { ...(await fetchConfig(hash)), build: today.build, serverNowMs: today.serverNowMs };
  } catch {
    return undefined;
  }
}

function viewOf(config: ScreenConfig, clock: ReplayClock, locale: Ref<Locale>, lost: () => void): ReplayView {
  const index = markRaw(new ConfigIndex(config));
  const store = new DomainStore(
    (task) => task(),
    lost,
    () => undefined,
  );
  const figures = new FigureCache(index, store, clock);
  const makePasts = () =>
    new PastCache(
      index,
      figures,
      (series, request) => {
        const knownAtMs = clock.nowMs();
        return fetchSeries(series, { ...request, toMs: knownAtMs, knownAtMs });
      },
      () => clock.nowMs(),
    );
  const pasts = shallowRef(makePasts());
  store.onApplied((applied) => pasts.value.applied(applied));
  const link = { state: shallowRef('replay' as const), silenceMs: shallowRef(0) };
  const replayedAtMs = clock.serverNowMs;
  const reporter = new Reporter([...index.domains.keys()], (domain) => store.state(domain));
  return {
    config,
    context: contextOf({ config, index, clock, link, store, figures, pasts, locale, replayedAtMs }),
    store,
    hashes: () => reporter.hashes(),
    restartPasts() {
      pasts.value.stop();
      pasts.value = makePasts();
    },
  };
}
