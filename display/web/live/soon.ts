/** Once per animation frame; but a page that is hidden or covered gets no frames, and must not fall behind. */
import type { Soon } from './domain-store.ts';

/** Several frames even on a slow machine; below what a person takes for late. */
const NO_FRAME_AFTER_MS = 250;

export const nextFrame: Soon = (task) => {
  if (document.hidden) {
    task();
    return;
  }
  const run = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    task();
  };
  const frame = requestAnimationFrame(run);
  const timer = setTimeout(run, NO_FRAME_AFTER_MS);
};
