/** Widths of texts as the page will draw them, px; measured anew when its fonts are there. */
import { ref } from 'vue';
import { FONT_TEXT } from './palette.ts';

export function useTextWidth() {
  const context = document.createElement('canvas').getContext('2d');
  const fontsLoaded = ref(false);
  void document.fonts?.ready.then(() => (fontsLoaded.value = true));
  return (text: string, strong: boolean, textPx: number): number => {
    void fontsLoaded.value;
    if (context === null) return text.length * textPx;
    context.font = `${strong ? 600 : 400} ${textPx}px ${FONT_TEXT}`;
    return context.measureText(text).width;
  };
}
