import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serverNowMs } from '../../shared/server-clock.ts';

const MARK = { serverNowMs: 1_000_000, monotonicMs: 500, wallMs: 7_000_000 };

describe('the time of the server as a screen knows it', () => {
  it.each([
    ['runs with both clocks', { monotonicMs: 1_500, wallMs: 7_001_000 }, 1_001_000],
    [
      'goes on while the tab sleeps and its monotonic clock stands',
      { monotonicMs: 500, wallMs: 7_060_000 },
      1_060_000,
    ],
    ['goes on when somebody sets the wall clock back', { monotonicMs: 60_500, wallMs: 3_000_000 }, 1_060_000],
    ['never steps back', { monotonicMs: 400, wallMs: 6_000_000 }, 1_000_000],
  ])('%s', (_name, now, expected) => {
    expect(serverNowMs(MARK, now)).toBe(expected);
  });

  it('is never behind what either clock proves', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (monotonic, wall) => {
        const now = { monotonicMs: MARK.monotonicMs + monotonic, wallMs: MARK.wallMs + wall };
        const passed = serverNowMs(MARK, now) - MARK.serverNowMs;
        expect(passed).toBeGreaterThanOrEqual(Math.max(0, monotonic, wall));
      }),
    );
  });
});
