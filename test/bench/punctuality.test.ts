import { expect, it } from 'vitest';
import { latenessOf } from './punctuality.ts';

const FROM_MS = 1_000_000;
/** Two targets, each due three times: at 2,000 and at 7,000 of every 10,000 ms. */
const due = {
  targets: 2,
  everyMs: 10_000,
  offsetMs: (target: number) => 2_000 + target * 5_000,
  fromMs: FROM_MS,
  toMs: FROM_MS + 30_000,
};
const at = (offset: number, lateness: readonly number[]) =>
  lateness.map((lateMs, turn) => FROM_MS + offset + turn * 10_000 + lateMs);
const asked = (first: readonly number[], second: readonly number[]) => [
  ...at(2_000, first).map((atMs) => [0, atMs] as const),
  ...at(7_000, second).map((atMs) => [1, atMs] as const),
];

it('tells for every due poll how late it was asked for', () => {
  expect(latenessOf(asked([0, 5, 12], [1, 2, 3]), due)).toEqual([0, 5, 12, 1, 2, 3]);
});

it('takes a moment before the due one for punctual', () => {
  expect(latenessOf(asked([-3, 0, 0], [0, 0, -49]), due)).toEqual([0, 0, 0, 0, 0, 0]);
});

it('lets no question stand for two due polls', () => {
  expect(latenessOf(asked([9_990], [0, 9_900, 0]), due)).toEqual([Infinity, 0, Infinity, 0, 9_900, 0]);
});

it('counts a target that nobody asked', () => {
  expect(latenessOf(asked([0, 0, 0], []), due).slice(3)).toEqual([Infinity, Infinity, Infinity]);
});

it('takes the first of several questions, as those of a retry', () => {
  const twice = [...asked([4, 0, 0], [0, 0, 0]), [0, FROM_MS + 2_250] as const];
  expect(latenessOf(twice, due)[0]).toBe(4);
});
