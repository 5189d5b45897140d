import { describe, expect, it } from 'vitest';
import { gapsBefore, type Paced } from '../../shared/gap-rule.ts';

const ZONE = 'Asia/Ho_Chi_Minh';

describe('the gaps of a line', () => {
  it.each([
    ['regular points', [0, 10, 20, 30], [false, false, false, false]],
    ['an outage among live points', [0, 1, 2, 42, 43], [false, false, false, true, false]],
    [
      'points filled in later, then live ones',
      [0, 15, 30, 45, 46, 47],
      [false, false, false, false, false, false],
    ],
    ['two points further apart than the stale age', [0, 40], [false, true]],
    ['none', [], []],
  ])('%s', (_, minutes, expected) => {
    expect(
      gapsBefore(
        minutes.map((observedAtMs) => ({ observedAtMs })),
        10,
        ZONE,
      ),
    ).toEqual(expected);
  });

  it('lie between the last fact of a stretch and the first of the next', () => {
    const stretch = (fromMs: number, observedAtMs: number): Paced => ({
      observedAtMs,
      stretch: { fromMs, count: 9, min: 0, max: 1, sum: 4 },
    });
    const hours = [stretch(0, 59), stretch(60, 119), stretch(180, 239), stretch(240, 299)];
    expect(gapsBefore(hours, 10, ZONE)).toEqual([false, false, true, false]);
  });

  it('are where the server says so, and where a period is missing', () => {
    const month = (period: string): Paced => ({ observedAtMs: 0, period });
    expect(gapsBefore([month('2026-11'), month('2026-12'), month('2027-02')], 10, ZONE)).toEqual([
      false,
      false,
      true,
    ]);
    expect(gapsBefore([{ observedAtMs: 0 }, { observedAtMs: 1, afterGap: true }], 10, ZONE)).toEqual([
      false,
      true,
    ]);
  });
});
