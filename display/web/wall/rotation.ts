/** Which scene is shown and for how long: a state machine that knows no clock of its own. Pure. */

export interface Rotation {
  readonly scene: number;
  readonly paused: boolean;
  /** How long the scene has been on show, up to `countedAtMs`; ms. */
  readonly shownMs: number;
  readonly countedAtMs: number;
}

export type RotationEvent =
  | { readonly kind: 'tick' }
  | { readonly kind: 'next' }
  | { readonly kind: 'previous' }
  | { readonly kind: 'toggle' }
  | { readonly kind: 'show'; readonly scene: number };

export function startRotation(scene: number, paused: boolean, nowMs: number): Rotation {
  return { scene, paused, shownMs: 0, countedAtMs: nowMs };
}

/** @param dwellMs how long each scene stays, in the order of the scenes; @param nowMs a clock no one sets back. */
export function rotate(
  before: Rotation,
  event: RotationEvent,
  dwellMs: readonly number[],
  nowMs: number,
): Rotation {
  const count = dwellMs.length;
  const shownMs = before.paused ? before.shownMs : before.shownMs + (nowMs - before.countedAtMs);
  const show = (scene: number): Rotation =>
    startRotation(((scene % count) + count) % count, before.paused, nowMs);
  switch (event.kind) {
    case 'tick': {
      const over = !before.paused && count > 1 && shownMs >= (dwellMs[before.scene] ?? 0);
      return over ? show(before.scene + 1) : { ...before, shownMs, countedAtMs: nowMs };
    }
    case 'next':
      return show(before.scene + 1);
    case 'previous':
      return show(before.scene - 1);
    case 'toggle':
      return { ...before, paused: !before.paused, shownMs, countedAtMs: nowMs };
    case 'show':
      return event.scene === before.scene ? before : show(event.scene);
  }
}

/** Part of the dwell that is over, 0–1. */
export function dwellPart(rotation: Rotation, dwellMs: readonly number[]): number {
  const dwell = dwellMs[rotation.scene] ?? 0;
  return dwell <= 0 ? 0 : Math.min(1, Math.max(0, rotation.shownMs / dwell));
}
