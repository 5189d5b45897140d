/** Changes that are shortened by those before them are read as they were, to the letter. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { WireBatch } from '../../../shared/frame.ts';
import type { ChangeLine } from '../../../shared/journal/block.ts';
import { LineCoder, type StoredLine } from '../../../shared/journal/line-coder.ts';

const row = fc.record({
  indicator: fc.constantFrom('cars', 'gate', 'month'),
  place: fc.constantFrom('p', 'q', 'r'),
  value: fc.oneof(fc.constantFrom(null, 'mo', 'dong', 0, 1, 18063800000000.57), fc.double({ noNaN: true })),
  ageMs: fc.constantFrom(0, 0, 0, 7),
  more: fc.constantFrom<readonly (string | number)[]>([], [], ['2026-08'], [0, 'manual']),
});
const change = fc.record({
  source: fc.constantFrom('a', 'b'),
  outcome: fc.constantFrom<WireBatch['r']>(undefined, 'timeout'),
  rows: fc.array(row, { maxLength: 5 }),
  hasOther: fc.boolean(),
});

type Told = typeof change extends fc.Arbitrary<infer One> ? One : never;

const lineOf = (n: number, { source, outcome, rows, hasOther }: Told) => {
  const i: Record<string, unknown[]> = {};
  for (const { indicator, place, value, ageMs, more } of rows)
    (i[indicator] ??= []).push([place, value, ageMs, ...more]);
  const batch = {
    s: source,
    c: 1_000 + n,
    ...(outcome === undefined ? {} : { r: outcome }),
    ...(rows.length === 0 ? {} : { i }),
    ...(hasOther ? { x: [['b', 5, 'cars', 'p', 1, 0]] } : {}),
  };
  // As it stands in a file.
  return JSON.parse(JSON.stringify([`${1_000 + n}-0`, batch])) as ChangeLine;
};

it('reads what was written, whatever was told before, also when the writer took the block up anew', () => {
  let shortened = 0;
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), fc.nat(30), (told, diedAt) => {
      const changes = told.flatMap((one, n) => [lineOf(2 * n, one), lineOf(2 * n + 1, one)]);
      let writer = new LineCoder();
      const lines = changes.map((one, n) => {
        if (n === diedAt) {
          writer = new LineCoder();
          for (const before of changes.slice(0, n)) writer.learn(before);
        }
        return JSON.stringify(writer.encode(one));
      });
      shortened += lines.filter((line) => (JSON.parse(line) as StoredLine).length === 3).length;
      const reader = new LineCoder();
      expect(lines.map((line) => reader.decode(JSON.parse(line) as StoredLine))).toEqual(changes);
    }),
  );
  expect(shortened).toBeGreaterThan(0);
});

it('is no longer than what differs', () => {
  const coder = new LineCoder();
  const batch = (value: number, c: number): ChangeLine => [
    `${c}-0`,
    {
      s: 'a',
      c,
      i: {
        cars: [
          ['p', 1, 9],
          ['q', value, 9],
          ['r', 3, 9],
        ],
      },
    },
  ];
  expect(coder.encode(batch(2, 1))).toEqual(batch(2, 1));
  expect(coder.encode(batch(5, 2))).toEqual(['2-0', { s: 'a', c: 2 }, [3, 9, 1, 5]]);
});

it('reads no line whose forerunner is lost', () => {
  const line: StoredLine = ['2-0', { s: 'a', c: 2 }, [3, 9, 1, 5]];
  expect(() => new LineCoder().decode(line)).toThrow('the change 2-0 stands on one that is not in its block');
});
