import { describe, expect, it } from 'vitest';
import { limitWords } from '../../../../display/web/widgets/trend/limit-words.ts';
import { MINUTE_MS, NOW_MS, ZONE } from './figure-fixture.ts';

const TEXT_PX = 28;
const frame = {
  window: { fromMs: NOW_MS - 60 * MINUTE_MS, toMs: NOW_MS },
  timeZone: ZONE,
  textPx: TEXT_PX,
  widthPx: 1_200,
  heightPx: 500,
  number: String,
  tick: String,
  limitWord: (level: string) => level,
};
const plot = { left: 100, right: 1_000, top: 40, bottom: 440, headroom: 40 };
const yOf = (value: number) => 440 - value * 4;
const warning = { value: 50, level: 'warning', crossed: false } as const;
const level = (y: number, fromX = 100, toX = 1_000) => [
  { x: fromX, y },
  { x: toX, y },
];
const wordsAt = (value: number, courses: { x: number; y: number }[][]) =>
  limitWords([{ ...warning, value }], courses, yOf, frame, plot)[0];

describe('the words of a limit', () => {
  it('stand above their own line at its start, and say what it is', () => {
    const words = wordsAt(50, []);
    expect(words?.style.text).toBe('warning 50');
    expect(words?.x).toBe(plot.left);
    expect(words?.y).toBeLessThan(yOf(50));
  });

  it('go below where the data run above, and along the line where both sides are taken', () => {
    expect(wordsAt(50, [level(225)])?.y).toBeGreaterThan(yOf(50));
    const along = wordsAt(50, [level(225, 100, 500), level(255, 100, 500)]);
    expect(along?.x).toBeGreaterThan(500);
  });

  it('never lie over the axis: a limit at the foot of the chart has its words above it', () => {
    for (const courses of [[], [level(425)]]) {
      const words = wordsAt(0, courses);
      expect((words?.y ?? 0) + TEXT_PX / 2).toBeLessThan(plot.bottom);
    }
  });

  it('keep clear of each other and of the other limits', () => {
    const close = limitWords(
      [warning, { value: 52, level: 'critical', crossed: true }],
      [],
      yOf,
      frame,
      plot,
    );
    const [a, b] = close as [(typeof close)[number], (typeof close)[number]];
    expect(Math.abs(a.y - b.y) >= TEXT_PX || Math.abs(a.x - b.x) > 150).toBe(true);
    expect(Math.abs(a.y - yOf(52))).toBeGreaterThan(TEXT_PX / 2);
  });

  it('are the number alone in a narrow chart', () => {
    const [words] = limitWords([warning], [], yOf, { ...frame, widthPx: 400 }, plot);
    expect(words?.style.text).toBe('50');
  });
});
