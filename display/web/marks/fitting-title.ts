/** A title that would be cut gives way to its short form: `Ca mắc mới` says more than `Ca mắc bệnh truyền nhiễm mới tr…`. */
import { useElementSize } from '@vueuse/core';
import { computed, nextTick, ref, watch, type ComputedRef, type Ref } from 'vue';

/** The element's width must not depend on its text, or the two forms would chase each other. */
export function useFittingTitle(
  element: Readonly<Ref<HTMLElement | null>>,
  title: () => string,
  short: () => string | undefined,
): ComputedRef<string> {
  const cut = ref(false);
  const { width } = useElementSize(element);
  const measure = async () => {
    cut.value = false;
    if (short() === undefined) return;
    await nextTick();
    const shown = element.value;
    cut.value = shown !== null && shown.scrollWidth > shown.clientWidth;
  };
  watch([width, title, short], measure, { flush: 'post', immediate: true });
  // Widths before the page's fonts are there are those of another font.
  void document.fonts?.ready.then(measure);
  return computed(() => (cut.value ? (short() ?? title()) : title()));
}
