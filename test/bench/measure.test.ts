import { expect, it } from 'vitest';
import {
  framedBytes,
  goalLine,
  median,
  percentile,
  slope,
  verdict,
  type Goal,
  type GoalResult,
} from './measure.ts';

const result = (ours: number, limit: number | undefined, goal: Goal, more: Partial<GoalResult> = {}) => ({
  id: 'P0',
  what: 'something',
  unit: 'ms',
  ours,
  goal,
  ...(limit === undefined ? {} : { limit }),
  ...more,
});

it.each<[string, GoalResult, 'met' | 'short']>([
  ['as many as the ratio asks for', result(60, 100, { ratioAtLeast: 0.6 }), 'met'],
  ['fewer than the ratio asks for', result(59, 100, { ratioAtLeast: 0.6 }), 'short'],
  ['as dear as the ratio allows', result(200, 100, { ratioAtMost: 2 }), 'met'],
  ['dearer than the ratio allows', result(201, 100, { ratioAtMost: 2 }), 'short'],
  ['a ratio to nothing', result(1, undefined, { ratioAtMost: 2 }), 'short'],
  ['at the bound', result(30, 1, { atMost: 30 }), 'met'],
  ['above the bound', result(30.1, 1, { atMost: 30 }), 'short'],
  ['a report of anything', result(1, 100, 'report'), 'met'],
  ['no number at all', result(Number.NaN, 1, 'report'), 'short'],
  ['never seen', result(Number.POSITIVE_INFINITY, 1, { atMost: 30 }), 'short'],
  ['a good number with a broken condition', result(1, 1, { atMost: 30 }, { broken: 'values lost' }), 'short'],
])('judges %s', (_, measured, expected) => {
  expect(verdict(measured)).toBe(expected);
});

it('prints id, ours, limit, ratio, goal and verdict without spaces inside', () => {
  expect(goalLine(result(123.456, 100, { ratioAtMost: 2 }))).toMatch(/^P0 123\.5 100 1\.235 ≤2× met {3}# /);
  expect(goalLine(result(0, 0, { atMost: 0 }))).toMatch(/^P0 0 0 - ≤0ms met /);
  expect(goalLine(result(5, undefined, 'report'))).toMatch(/^P0 5 - - report met /);
});

it('says what was broken', () => {
  expect(goalLine(result(1, 1, 'report', { broken: 'values lost' }))).toMatch(/ short .*; values lost$/);
});

it('takes the middle, or the mean of the two', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([])).toBeNaN();
});

it('takes the sample that the share does not exceed', () => {
  const hundred = Array.from({ length: 100 }, (_, n) => 100 - n);
  expect(percentile(hundred, 0.99)).toBe(99);
  expect(percentile(hundred, 0.5)).toBe(50);
  expect(percentile([7], 0.99)).toBe(7);
});

it.each([
  [1, 'in', 3],
  [125, 'in', 127],
  [126, 'in', 130],
  [65_535, 'in', 65_539],
  [65_536, 'in', 65_546],
  [1, 'out', 7],
] as const)('counts the WebSocket frame around %i bytes %s', (bytes, direction, expected) => {
  expect(framedBytes(bytes, direction)).toBe(expected);
});

it('finds what grows through what only moves up and down', () => {
  expect(
    slope([
      [0, 5],
      [10, 25],
      [20, 45],
    ]),
  ).toBe(2);
  expect(
    slope([
      [0, 5],
      [1, 6],
      [2, 6],
      [3, 5],
    ]),
  ).toBe(0);
  expect(slope([[3, 7]])).toBeNaN();
});
