/** A replay bound to its page: begun by the address or by hand, kept in the address, and left by itself after a while. */
import { useEventListener, useIntervalFn } from '@vueuse/core';
import { computed, onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { useRoute, useRouter, type LocationQuery, type RouteLocationNormalized } from 'vue-router';
import type { LiveWall } from '../live/live-wall.ts';
import { askedReplay, instantText } from './address.ts';
import { createReplayWall, type ReplayWall } from './replay-wall.ts';
import { knownSpeed } from './speeds.ts';

/** On a tablet, and on walls that do not say: nobody stands before a wall for longer without touching it. */
const RETURN_AFTER_MS = 300_000;
const SECOND_MS = 1_000;

export interface ReplaySession {
  /** Undefined: the screen is live. */
  readonly wall: ShallowRef<ReplayWall | undefined>;
  /** False on pages of the present alone: what is entered there is entered now. */
  readonly isPossible: Readonly<Ref<boolean>>;
  /** Until it returns to live by itself, ms. */
  readonly leftMs: Readonly<Ref<number>>;
  readonly liveNowMs: () => number;
  /** The instant on show, or the present. */
  readonly atMs: Readonly<Ref<number>>;
  seek(atMs: number): void;
  play(): void;
  pause(): void;
  setSpeed(speed: number): void;
  /** To the next change. */
  step(): void;
  /** Back to live. */
  leave(): void;
}

export function useReplay(live: LiveWall): ReplaySession {
  const route = useRoute();
  const { config, serverNowMs, locale } = live.context;
  const wall = shallowRef<ReplayWall>();
  const liveNowMs = () => serverNowMs.value;

  const begin = (atMs: number) => {
    wall.value = createReplayWall({ config, locale, atMs, liveNowMs, caughtUp: leave });
    live.replays.value = true;
    touch();
  };
  const leave = () => {
    wall.value?.stop();
    wall.value = undefined;
    live.replays.value = false;
  };
  const seek = (atMs: number) => {
    if (atMs >= liveNowMs()) leave();
    else if (wall.value === undefined) begin(atMs);
    else void wall.value.player.jump(atMs);
  };

  const isPossible = computed(() => route.meta.isPresentOnly !== true);
  watch(isPossible, () => leave());
  const { leftMs, touch } = returnTimer(live, wall, leave);
  const asked = askedReplay(route.query, config.province.timeZone);
  if (asked !== undefined && asked.atMs < liveNowMs() && isPossible.value) {
    begin(asked.atMs);
    if (asked.speed !== undefined) wall.value?.player.setSpeed(knownSpeed(asked.speed));
  }
  keepAddress(wall, config.province.timeZone);
  onScopeDispose(leave);

  return {
    wall,
    isPossible,
    leftMs,
    liveNowMs,
    atMs: computed(
      () => wall.value?.player.wantedMs.value ?? wall.value?.clock.serverNowMs.value ?? serverNowMs.value,
    ),
    seek,
    play() {
      if (wall.value !== undefined) wall.value.player.isPlaying.value = true;
    },
    pause() {
      if (wall.value !== undefined) wall.value.player.isPlaying.value = false;
    },
    setSpeed: (speed) => wall.value?.player.setSpeed(speed),
    step: () => void wall.value?.player.step(),
    leave,
  };
}

/** Leaves a replay that nobody has touched for a while. */
function returnTimer(live: LiveWall, wall: ShallowRef<ReplayWall | undefined>, leave: () => void) {
  const route = useRoute();
  const returnAfterMs = () => {
    const shown = live.context.config.walls.find(({ id }) => id === route.params['wall']);
    return shown === undefined ? RETURN_AFTER_MS : shown.replayReturnSeconds * SECOND_MS;
  };
  let touchedAtMs = performance.now();
  const leftMs = shallowRef(returnAfterMs());
  const touch = () => {
    touchedAtMs = performance.now();
    leftMs.value = returnAfterMs();
  };
  useEventListener(document, ['pointerdown', 'pointermove', 'keydown', 'wheel'], touch, { passive: true });
  useIntervalFn(() => {
    if (wall.value === undefined) return;
    leftMs.value = Math.max(0, returnAfterMs() - (performance.now() - touchedAtMs));
    if (leftMs.value === 0) leave();
  }, SECOND_MS);
  return { leftMs, touch };
}

type Asked = Pick<RouteLocationNormalized, 'query' | 'meta'>;

/** Whatever page is gone to, its address holds the instant for as long as one is replayed. */
function keepAddress(wall: ShallowRef<ReplayWall | undefined>, timeZone: string): void {
  const router = useRouter();
  const route = useRoute();
  const wanted = ({ meta }: Asked): LocationQuery => {
    if (wall.value === undefined || meta.isPresentOnly === true) return {};
    const { player, clock } = wall.value;
    const at = instantText(player.wantedMs.value ?? clock.serverNowMs.value, timeZone);
    return { at, speed: String(player.speed.value) };
  };
  const withWanted = (to: Asked): LocationQuery => {
    const { at: _at, speed: _speed, ...others } = to.query;
    return { ...others, ...wanted(to) };
  };
  const isAsWanted = (to: Asked) => {
    const { at, speed } = wanted(to);
    return to.query['at'] === at && to.query['speed'] === speed;
  };
  const stopGuard = router.beforeEach((to) =>
    isAsWanted(to) ? true : { path: to.path, query: withWanted(to), hash: to.hash, replace: true },
  );
  // A fast replay moves many times a second; browsers bear a change of the address about once.
  useIntervalFn(() => {
    if (!isAsWanted(route)) void router.replace({ query: withWanted(route), hash: route.hash });
  }, SECOND_MS);
  onScopeDispose(stopGuard);
}
