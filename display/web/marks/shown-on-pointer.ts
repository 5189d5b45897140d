/** Controls for a hand: shown while a pointer moves, and gone by themselves. */
import { useEventListener, useTimeoutFn } from '@vueuse/core';
import { shallowRef, type Ref } from 'vue';

const SHOWN_MS = 4_000;

export function useShownOnPointer(): Readonly<Ref<boolean>> {
  const isShown = shallowRef(false);
  const { start } = useTimeoutFn(() => (isShown.value = false), SHOWN_MS, { immediate: false });
  useEventListener(document, ['pointermove', 'pointerdown'], () => {
    isShown.value = true;
    start();
  });
  return isShown;
}
