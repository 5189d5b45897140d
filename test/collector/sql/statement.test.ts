import { describe, expect, it } from 'vitest';
import { addressOf } from '../../../collector/sql/settings.ts';
import { compileQuery, problemsOfQuery, type Dialect } from '../../../collector/sql/statement.ts';

describe('a parameter in a query', () => {
  it('becomes the mark of its dialect, once for a name in PostgreSQL and once for a place in MySQL', () => {
    const query = 'SELECT a FROM t WHERE b >= {from} AND c = {loai} AND d > {from}';
    expect(compileQuery(query, 'postgresql')).toEqual({
      text: 'SELECT a FROM t WHERE b >= $1::timestamptz AND c = $2 AND d > $1::timestamptz',
      names: ['from', 'loai'],
    });
    expect(compileQuery(query, 'mysql')).toEqual({
      text: 'SELECT a FROM t WHERE b >= ? AND c = ? AND d > ?',
      names: ['from', 'loai', 'from'],
    });
  });

  const untouched: readonly (readonly [Dialect, string])[] = [
    ['postgresql', `SELECT '{a}', "{a}", $$ {a} $$, $x$ {a} $$ {a} $x$, E'\\'{a}' /* {a} */ -- {a}`],
    ['postgresql', `SELECT 'it''s {a}', '\\', 1 AS "{a}"`],
    ['mysql', "SELECT '{a}', \"{a}\", `{a}`, '\\'{a}' /* {a} */ # {a}"],
    ['mysql', 'SELECT 1 -- {a}'],
  ];
  it.each(untouched)('is none in a literal or a comment: %s %s', (dialect, query) => {
    expect(compileQuery(query, dialect)).toEqual({ text: query, names: [] });
    expect(problemsOfQuery(query, dialect, [])).toEqual([]);
  });
});

describe('a query', () => {
  it.each([
    'SELECT 1',
    '  select 1;  ',
    'WITH a AS (SELECT 1) SELECT * FROM a',
    '(SELECT 1) UNION (SELECT 2)',
    '/* beds */ SELECT 1',
    `SELECT ';', 'insert into'`,
    'VALUES (1), (2)',
  ])('that reads is accepted: %s', (query) => {
    expect(problemsOfQuery(query, 'postgresql', [])).toEqual([]);
  });

  it.each([
    ['DELETE FROM a', 'begins with SELECT'],
    ["COPY a TO PROGRAM 'sh'", 'begins with SELECT'],
    ['SELECT 1; DROP TABLE a', 'one statement'],
    ['SELECT 1;;', 'one statement'],
    ['SELECT a INTO b FROM c', 'without INTO'],
    [`SELECT 1 INTO OUTFILE '/tmp/x'`, 'without INTO'],
    [`SELECT 1 /*! INTO OUTFILE '/tmp/x' */`, 'comments that the server does not run'],
    ['SELECT {cai_gi}', 'a parameter in place of {cai_gi}: loai, from, to'],
  ])('that does not is named: %s', (query, words) => {
    const problems = problemsOfQuery(query, 'mysql', ['loai', 'from', 'to']);
    expect(problems.join()).toContain(words);
  });

  it('of a megabyte of quotes is read in no time', () => {
    const startMs = performance.now();
    for (const piece of [`'`, `''`, `"`, '/*', '$a$', `E'\\`, '{', '--'])
      problemsOfQuery(`SELECT ${piece.repeat(300_000)}`, 'postgresql', []);
    expect(performance.now() - startMs).toBeLessThan(5_000);
  });
});

describe('an address', () => {
  it.each([
    ['db.example', { host: 'db.example', port: 5432 }],
    ['10.0.0.5:6000', { host: '10.0.0.5', port: 6000 }],
    ['[fe80::1]:6000', { host: 'fe80::1', port: 6000 }],
    ['[::1]', { host: '::1', port: 5432 }],
  ])('is taken apart: %s', (server, expected) => {
    expect(addressOf(server, 5432)).toEqual(expected);
  });
});
