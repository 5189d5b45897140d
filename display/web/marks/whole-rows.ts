/** Rows of different heights: as many as stand whole in their box. A list on a wall never scrolls and never cuts a row. */
import { useElementSize } from '@vueuse/core';
import { computed, nextTick, onBeforeUnmount, ref, watch, type ComputedRef, type Ref } from 'vue';

/**
 * @param box holds a list of `li`; it clips nothing, for rows are measured before some of them are taken away again.
 * @param rows the first so many are drawn: at least as many as could ever fit. The same list until one changes.
 * @param more what the heights follow besides.
 */
export function useWholeRows<Row>(
  box: Readonly<Ref<HTMLElement | null>>,
  rows: () => readonly Row[],
  more: () => unknown,
): ComputedRef<readonly Row[]> {
  const whole = ref(Infinity);
  const { width, height } = useElementSize(box);
  let run = 0;
  let gone = false;

  async function measure(): Promise<void> {
    run += 1;
    const mine = run;
    whole.value = Infinity;
    await nextTick();
    const element = box.value;
    if (gone || mine !== run || element === null) return;
    const { bottom } = element.getBoundingClientRect();
    const items = [...element.querySelectorAll('li')];
    const over = items.findIndex((item) => item.getBoundingClientRect().bottom > bottom + 0.5);
    if (over >= 0) whole.value = over;
  }

  watch([width, height, rows, more], measure, { flush: 'post', immediate: true });
  // Heights before the page's fonts are there are those of another font.
  void document.fonts?.ready.then(measure);
  onBeforeUnmount(() => (gone = true));
  return computed(() => rows().slice(0, whole.value));
}
