import { describe, expect, it } from 'vitest';
import { rowsThatFit, sharedRowRem } from '../../../../display/web/marks/rows-that-fit.ts';

describe('rows that share their room', () => {
  const bounds = { leastRem: 2.7, mostRem: 3.8, reservedRem: 5 };
  it.each([
    ['stand apart where they are few', 4, 3.8],
    ['share what there is', 10, 3.5],
    ['never come nearer than they can be read', 40, 2.7],
    ['are as high as usual when there are none', 0, 2.7],
  ])('%s', (_what, rows, expected) => {
    expect(sharedRowRem(640, rows, 16, bounds)).toBe(expected);
  });
});

describe('rows that fit', () => {
  it.each([
    [270, 10, 0, 10],
    [269, 10, 0, 9],
    [270, 10, 5.4, 8],
    [0, 10, 0, 0],
  ])('%i px at %i px per rem with %d rem taken: %i rows', (heightPx, remPx, reserved, rows) => {
    expect(rowsThatFit(heightPx, 2.7, remPx, reserved)).toBe(rows);
  });
});
