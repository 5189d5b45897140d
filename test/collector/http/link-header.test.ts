import { expect, it } from 'vitest';
import { nextLink } from '../../../collector/http/link-header.ts';

it.each([
  ['the usual form', '<https://a.test/list?page=2>; rel="next"', 'https://a.test/list?page=2'],
  [
    'among others',
    '</list?page=1>; rel="prev", </list?page=3>; rel="next", </list?page=9>; rel=last',
    '/list?page=3',
  ],
  ['without quotes', '</b>; rel=next', '/b'],
  ['one of several relations', '</b>; rel="last next"', '/b'],
  ['in other letters', '</b>; REL="Next"', '/b'],
  [
    'with commas, semicolons and quotes in its title',
    '</a>; title="a, <b>; rel=\\"next\\""; rel="x", </c>; rel="next"',
    '/c',
  ],
  ['with blanks', ' </b> ;  rel = "next" ', '/b'],
  ['an address with commas', '</b?x=1,2>; rel=next', '/b?x=1,2'],
  ['of another resource', '</b>; rel="next"; anchor="/other"', undefined],
  ['the first of two relations', '</b>; rel="prev"; rel="next"', undefined],
  ['none', '</b>; rel="prev"', undefined],
  ['nonsense', 'next', undefined],
  ['nothing', undefined, undefined],
])('finds the next page: %s', (_name, header, expected) => {
  expect(nextLink(header)).toBe(expected);
});

it('reads a hostile header in no time', () => {
  const startMs = performance.now();
  for (const text of [
    '<a>;'.repeat(4_000),
    `<a>${'; x='.repeat(4_000)}`,
    `<a>; x="${'\\'.repeat(16_000)}`,
    '<'.repeat(16_000),
  ])
    nextLink(text);
  expect(performance.now() - startMs).toBeLessThan(300);
});
