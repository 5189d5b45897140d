/** The layout wanders by at most 2 px, so that no hairline burns into a screen that shows it for years. Pure. */
const NUDGE_EVERY_MS = 300_000;
/** A loop of single steps around the centre, in px. */
const STEPS: readonly (readonly [number, number])[] = [
  [0, 0],
  [1, 0],
  [2, 0],
  [2, 1],
  [2, 2],
  [1, 2],
  [0, 2],
  [-1, 2],
  [-2, 2],
  [-2, 1],
  [-2, 0],
  [-2, -1],
  [-2, -2],
  [-1, -2],
  [0, -2],
  [1, -2],
  [2, -2],
  [2, -1],
  [1, -1],
  [0, -1],
];

export function nudgeAt(nowMs: number): readonly [xPx: number, yPx: number] {
  return STEPS[Math.floor(nowMs / NUDGE_EVERY_MS) % STEPS.length] ?? [0, 0];
}
