import { expect, it } from 'vitest';
import { nudgeAt } from '../../../../display/web/wall/nudge.ts';

it('wanders over every pixel within 2 px, one step at a time', () => {
  const seen = new Set<string>();
  let [x, y] = nudgeAt(0);
  for (let minute = 0; minute < 24 * 60; minute += 1) {
    const [nextX, nextY] = nudgeAt(minute * 60_000);
    expect(Math.max(Math.abs(nextX), Math.abs(nextY))).toBeLessThanOrEqual(2);
    expect(Math.abs(nextX - x) + Math.abs(nextY - y)).toBeLessThanOrEqual(1);
    [x, y] = [nextX, nextY];
    seen.add(`${x} ${y}`);
  }
  expect(seen.size).toBeGreaterThanOrEqual(20);
});
