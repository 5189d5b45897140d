/**
 * A text on one line that would be cut gives way to its short form, `Ca mắc mới` for `Ca mắc bệnh truyền nhiễm mới tr…`;
 * where that is too long too, it is written smaller, down to the smallest text of the page.
 */
import { useElementSize } from '@vueuse/core';
import { computed, nextTick, onBeforeUnmount, ref, watch, type ComputedRef, type Ref } from 'vue';
import { pageTextPx } from './page-text.ts';

export interface FittingText {
  readonly text: ComputedRef<string>;
  /** For the element's own style; undefined: the size its rules give. */
  readonly fontSize: ComputedRef<string | undefined>;
  /** Too long for its line at the smallest size too: it needs a second one. */
  readonly isTooLong: ComputedRef<boolean>;
}

/**
 * The element's width must not depend on its text, or the two forms would chase each other.
 * @param more what stands on the line besides: when it changes, the line is measured anew.
 */
export function useFittingText(
  element: Readonly<Ref<HTMLElement | null>>,
  title: () => string,
  short: () => string | undefined,
  more: () => unknown = () => undefined,
): FittingText {
  const isShort = ref(false);
  const sizePx = ref<number>();
  const isTooLong = ref(false);
  const { width } = useElementSize(element);
  let run = 0;
  let gone = false;

  async function measure(): Promise<void> {
    run += 1;
    const mine = run;
    const isSuperseded = async () => {
      await nextTick();
      return gone || mine !== run || element.value === null;
    };
    isShort.value = false;
    sizePx.value = undefined;
    isTooLong.value = false;
    if (await isSuperseded()) return;
    if (excessOf(element.value) <= 0) return;
    isShort.value = short() !== undefined;
    if (await isSuperseded()) return;
    const excess = excessOf(element.value);
    if (excess <= 0) return;
    sizePx.value = smallerPx(element.value as HTMLElement, excess);
    if (await isSuperseded()) return;
    isTooLong.value = excessOf(element.value) > 0;
  }

  watch([width, title, short, more], measure, { flush: 'post', immediate: true });
  // Widths before the page's fonts are there are those of another font.
  void document.fonts?.ready.then(measure);
  onBeforeUnmount(() => (gone = true));
  return {
    text: computed(() => (isShort.value ? (short() ?? title()) : title())),
    isTooLong: computed(() => isTooLong.value),
    fontSize: computed(() => (sizePx.value === undefined ? undefined : `${sizePx.value}px`)),
  };
}

/** By how many px the content is wider than its line; the width of boxes is rounded, that of a range is not. */
function excessOf(element: HTMLElement | null): number {
  if (element === null) return 0;
  const range = document.createRange();
  range.selectNodeContents(element);
  const room = element.getBoundingClientRect().width;
  return room === 0 ? 0 : range.getBoundingClientRect().width - room;
}

/** A hundredth less than what fits exactly: letters are placed on whole pixels. */
const MARGIN = 0.99;

function smallerPx(element: HTMLElement, excessPx: number): number {
  const room = element.getBoundingClientRect().width;
  const nowPx = Number.parseFloat(getComputedStyle(element).fontSize);
  return Math.max(Math.min(nowPx, pageTextPx()), nowPx * (room / (room + excessPx)) * MARGIN);
}
