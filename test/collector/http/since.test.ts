import { describe, expect, it } from 'vitest';
import { nextState, sinceSchema, withSince, type Since } from '../../../collector/http/since.ts';

const request = { url: 'https://up.test/list', method: 'GET', headers: {}, auth: undefined, body: undefined };
const NOW_MS = Date.parse('2026-11-20T10:00:00+07:00');
const since = (given: object) => sinceSchema.parse({ parameter: 'after', ...given }) as Since;
const LARGEST = since({ largest: 'meta.at' });
const items = (...values: unknown[]) => values.map((at) => ({ meta: { at } }));
const stateOf = (rule: Since, list: readonly unknown[], before?: string) =>
  nextState(rule, [], () => list, { before, nowMs: NOW_MS });

describe('a cursor of the largest value', () => {
  it('is the largest, whatever the order, of texts and of numbers', () => {
    expect(stateOf(LARGEST, items('2026-11-02', '2026-11-20', '2026-11-11'))).toBe('"2026-11-20"');
    expect(stateOf(LARGEST, items(9, 100, 20))).toBe('100');
  });

  it('stays where an answer has no items', () => {
    expect(stateOf(LARGEST, [], '"2026-11-20"')).toBe('"2026-11-20"');
  });

  it('passes over items without a value, but not over a list without any', () => {
    expect(stateOf(LARGEST, items('a', undefined, null))).toBe('"a"');
    expect(() => stateOf(LARGEST, items(undefined, null))).toThrow('no item with a value at `meta.at`');
  });

  it('is no time far ahead, which would hide every later item', () => {
    expect(stateOf(LARGEST, items('2026-11-20T09:00:00Z', '2062-11-20T09:00:00Z'))).toBe(
      '"2026-11-20T09:00:00Z"',
    );
    expect(stateOf(LARGEST, items('2062-11-20'), '"2026-11-19"')).toBe('"2026-11-19"');
  });

  it('is none of texts and numbers together', () => {
    expect(() => stateOf(LARGEST, items('a', 1))).toThrow('cannot be compared');
  });

  it('is bounded', () => {
    expect(() => stateOf(LARGEST, items('x'.repeat(2_001)))).toThrow('a cursor of more than 2000 letters');
  });
});

it('takes a cursor that the answer names, of several pages the last one that does', () => {
  const rule = since({ cursor: 'meta.token' });
  const documents = [{ meta: { token: 'a' } }, { meta: { token: 'b' } }, { meta: { token: null } }];
  expect(nextState(rule, documents, () => [], { before: undefined, nowMs: NOW_MS })).toBe('"b"');
  expect(nextState(rule, [{}], () => [], { before: '"kept"', nowMs: NOW_MS })).toBe('"kept"');
  expect(() =>
    nextState(rule, [{ meta: { token: {} } }], () => [], { before: undefined, nowMs: NOW_MS }),
  ).toThrow('no cursor');
});

it('sends what it kept, at first what the settings say, else nothing', () => {
  const sent = (rule: Since, state?: string) => new URL(withSince(request, rule, state).url).search;
  expect(sent(LARGEST, '"2026-11-20 08:00"')).toBe('?after=2026-11-20+08%3A00');
  expect(sent(LARGEST, '17')).toBe('?after=17');
  expect(sent(since({ largest: 'at', initial: '2026' }))).toBe('?after=2026');
  expect(sent(LARGEST)).toBe('');
  expect(withSince({ ...request, body: { a: 1 } }, since({ largest: 'at', in: 'body' }), '3').body).toEqual({
    a: 1,
    after: 3,
  });
});

it('is told how to find its cursor in exactly one way', () => {
  expect(() => since({})).toThrow('either `largest` or `cursor`');
  expect(() => since({ largest: 'a', cursor: 'b' })).toThrow('either `largest` or `cursor`');
});
