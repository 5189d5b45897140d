/** Changes that are shortened by those before them are read as they were, to the letter. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { WireBatch } from '../../../shared/frame.ts';
import type { ChangeLine } from '../../../shared/journal/block.ts';
import { LineCoder, type StoredLine } from '../../../shared/journal/line-coder.ts';

const SHAPES = [
  [],
  ['cars p', 'cars q', 'gate p', 'gate q', 'cars r'],
  ['cars q', 'cars p', 'gate p', 'gate q', 'cars r'],
  ['month p 2026-08', 'month q 2026-08', 'month q 2026-09', 'cars p', 'cars p'],
  ['cars p 0 manual', 'cars q', 'gate p', 'gate q', 'cars r'],
  ['cars p'],
] as const;
const change = fc.record({
  source: fc.constantFrom('a', 'a', 'b'),
  outcome: fc.constantFrom<WireBatch['r']>(undefined, 'timeout'),
  // Few, so that a source tells the same series again, some of them with another value.
  shape: fc.constantFrom(...SHAPES),
  values: fc.array(fc.constantFrom(null, 'mo', 0, 1, 0.1, 18063800000000.57), { minLength: 5, maxLength: 5 }),
  isOld: fc.constantFrom(false, false, false, true),
  hasOther: fc.boolean(),
});
type Told = typeof change extends fc.Arbitrary<infer One> ? One : never;

const lineOf = (n: number, { source, outcome, shape, values, isOld, hasOther }: Told) => {
  const i: Record<string, unknown[]> = {};
  for (const [at, name] of shape.entries()) {
    const [indicator = '', place, period, method] = name.split(' ');
    const more = method === undefined ? (period === undefined ? [] : [period]) : [0, method];
    // Of one that is older the rows are of different ages.
    (i[indicator] ??= []).push([place, values[at], isOld ? at : 7, ...more]);
  }
  const batch = {
    s: source,
    c: 1_000 + n,
    ...(outcome === undefined ? {} : { r: outcome }),
    ...(shape.length === 0 ? {} : { i }),
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
