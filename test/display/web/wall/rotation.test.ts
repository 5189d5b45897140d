import { describe, expect, it } from 'vitest';
import {
  dwellPart,
  rotate,
  startRotation,
  type RotationEvent,
} from '../../../../display/web/wall/rotation.ts';

const DWELL = [10_000, 20_000, 5_000];
type Step = readonly [atMs: number, event: RotationEvent['kind'] | number, scene: number, paused: boolean];

/** One line is one event at one moment and what is on show after it. */
const CASES: Record<string, readonly Step[]> = {
  'turns when the dwell of the scene is over, and no sooner': [
    [9_999, 'tick', 0, false],
    [10_000, 'tick', 1, false],
    [29_999, 'tick', 1, false],
    [30_000, 'tick', 2, false],
    [35_000, 'tick', 0, false],
  ],
  'gives a scene chosen by hand its whole dwell': [
    [9_000, 'next', 1, false],
    [28_999, 'tick', 1, false],
    [29_000, 'tick', 2, false],
  ],
  'goes round in both directions': [
    [1_000, 'previous', 2, false],
    [2_000, 'next', 0, false],
  ],
  'stands still while it is paused, and goes on where it stood': [
    [6_000, 'toggle', 0, true],
    [60_000, 'tick', 0, true],
    [61_000, 'toggle', 0, false],
    [64_999, 'tick', 0, false],
    [65_000, 'tick', 1, false],
  ],
  'stays paused when another scene is chosen': [
    [1_000, 'toggle', 0, true],
    [2_000, 'next', 1, true],
    [90_000, 'tick', 1, true],
  ],
  'shows the scene that the address names': [
    [1_000, 2, 2, false],
    [5_999, 'tick', 2, false],
    [6_000, 'tick', 0, false],
  ],
  'leaves the dwell alone when the address names the scene on show': [
    [9_000, 0, 0, false],
    [10_000, 'tick', 1, false],
  ],
  'turns once after a long sleep': [[500_000, 'tick', 1, false]],
};

describe('the rotation of scenes', () => {
  it.each(Object.entries(CASES))('%s', (_name, steps) => {
    let state = startRotation(0, false, 0);
    for (const [atMs, event, scene, paused] of steps) {
      const sent: RotationEvent =
        typeof event === 'number' ? { kind: 'show', scene: event } : ({ kind: event } as RotationEvent);
      state = rotate(state, sent, DWELL, atMs);
      expect({ atMs, scene: state.scene, paused: state.paused }).toEqual({ atMs, scene, paused });
    }
  });

  it('does not turn a single scene', () => {
    const alone = rotate(startRotation(0, false, 0), { kind: 'tick' }, [1_000], 5_000);
    expect(alone).toMatchObject({ scene: 0, shownMs: 5_000 });
  });

  it('tells how much of the dwell is over', () => {
    const half = rotate(startRotation(0, false, 0), { kind: 'tick' }, DWELL, 5_000);
    expect(dwellPart(half, DWELL)).toBe(0.5);
    expect(dwellPart(rotate(half, { kind: 'toggle' }, DWELL, 7_000), DWELL)).toBe(0.7);
  });
});
