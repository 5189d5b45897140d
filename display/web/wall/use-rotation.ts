/** The rotation of a wall bound to the page: the clock's ticks, the keys, and the address that names the scene. */
import { useEventListener, useIntervalFn } from '@vueuse/core';
import { computed, shallowRef, watch, type ComputedRef } from 'vue';
import { useRouter } from 'vue-router';
import type { Scene, Wall } from '../../../shared/config/wall.ts';
import { dwellPart, rotate, startRotation, type RotationEvent } from './rotation.ts';

const TICK_MS = 1_000;

const EVENT_OF_KEY: Readonly<Record<string, RotationEvent['kind']>> = {
  ArrowRight: 'next',
  ArrowLeft: 'previous',
  ' ': 'toggle',
  p: 'toggle',
  P: 'toggle',
};

export interface RotationControls {
  readonly scene: ComputedRef<Scene>;
  readonly sceneNumber: ComputedRef<number>;
  readonly paused: ComputedRef<boolean>;
  /** Part of the dwell that is over, 0–1. */
  readonly part: ComputedRef<number>;
  turn(event: RotationEvent): void;
}

/** @param asked the scene that the address names; @param toggleLocale what the key E does. */
export function useRotation(
  wall: Wall,
  asked: () => string | undefined,
  toggleLocale: () => void,
): RotationControls {
  const router = useRouter();
  const dwellMs = wall.scenes.map((scene) => (scene.dwellSeconds ?? wall.dwellSeconds) * 1000);
  const askedScene = () =>
    Math.max(
      0,
      wall.scenes.findIndex((scene) => scene.id === asked()),
    );
  const state = shallowRef(
    startRotation(askedScene(), !wall.rotate || wall.scenes.length < 2, performance.now()),
  );
  const scene = computed(() => wall.scenes[state.value.scene] as Scene);

  const turn = (event: RotationEvent) => {
    state.value = rotate(state.value, event, dwellMs, performance.now());
  };
  useIntervalFn(() => turn({ kind: 'tick' }), TICK_MS);
  watch(asked, () => turn({ kind: 'show', scene: askedScene() }));
  watch(
    () => scene.value.id,
    (id) => {
      if (asked() !== id) void router.replace({ name: 'wall', params: { wall: wall.id, scene: id } });
    },
    { immediate: true },
  );
  useEventListener(document, 'keydown', (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // On a button the space bar presses that button.
    if (event.key === ' ' && event.target instanceof HTMLButtonElement) return;
    const kind = EVENT_OF_KEY[event.key];
    if (kind === undefined) {
      if (event.key === 'e' || event.key === 'E') toggleLocale();
      return;
    }
    event.preventDefault();
    turn({ kind } as RotationEvent);
  });
  return {
    scene,
    sceneNumber: computed(() => state.value.scene + 1),
    paused: computed(() => state.value.paused),
    part: computed(() => dwellPart(state.value, dwellMs)),
    turn,
  };
}
