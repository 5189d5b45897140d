/** The mutants still fit the code they break; running them is `npm run mutants`. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './fixtures/source-tree.ts';
import { loadMutants, mutate } from './mutants/mutant.ts';
import { type Report, verdictOn } from './mutants/verdict.ts';

const mutants = await loadMutants();

describe('every mutant', () => {
  it('is named after what it breaks', () => {
    const misnamed = mutants.filter(
      ({ id, invariant }) => !new RegExp(`^${invariant.toLowerCase()}[a-z]?-`).test(id),
    );
    expect(misnamed).toEqual([]);
  });

  it('patches text that stands in its file exactly once', () => {
    for (const mutant of mutants) {
      const text = readFileSync(join(ROOT, mutant.file), 'utf8');
      expect(mutate(mutant, text), mutant.id).not.toBe(text);
    }
  });

  it('names a test that exists', () => {
    const lost = mutants.filter(({ test }) => {
      const path = join(ROOT, test.file);
      return !existsSync(path) || readFileSync(path, 'utf8').split(test.name).length !== 2;
    });
    expect(lost.map(({ id, test }) => `${id}: ${test.file} "${test.name}"`)).toEqual([]);
  });
});

describe('a patch', () => {
  const patch = { file: 'a.ts', find: 'a < b', replace: 'a <= b' };

  it('changes the one place', () => {
    expect(mutate(patch, 'if (a < b) c();')).toBe('if (a <= b) c();');
  });

  it('is refused when its text is gone, stands twice, or nothing changes', () => {
    expect(() => mutate(patch, 'if (a > b) c();')).toThrow('0 times');
    expect(() => mutate(patch, 'a < b; a < b')).toThrow('2 times');
    expect(() => mutate({ ...patch, replace: patch.find }, 'a < b')).toThrow('changes nothing');
  });

  it('is taken literally, dollar signs too', () => {
    expect(mutate({ ...patch, replace: '$&' }, 'a < b')).toBe('$&');
  });
});

describe('the verdict', () => {
  const reportOf = (...tests: Report['testResults'][0]['assertionResults']): Report => ({
    testResults: [{ message: '', assertionResults: tests }],
  });
  const failing = (message: string) => ({ title: 'it', status: 'failed', failureMessages: [message] });

  it.each([
    ['red when the test ran and failed', reportOf(failing('AssertionError: 1')), { colour: 'red' }],
    ['green when it passed', reportOf({ title: 'it', status: 'passed' }), { colour: 'green' }],
    ['void without a report', undefined, { colour: 'void', reason: 'the test runner made no report' }],
    [
      'void when nothing ran',
      reportOf({ title: 'it', status: 'skipped' }),
      { colour: 'void', reason: 'no test ran' },
    ],
    [
      'void when the file did not compile',
      { testResults: [{ message: 'SyntaxError: x\nat y', assertionResults: [] }] },
      { colour: 'void', reason: 'no test ran: SyntaxError: x' },
    ],
    [
      'void when the patch names what does not exist',
      reportOf(failing('ReferenceError: x is not defined\n at y')),
      { colour: 'void', reason: 'ReferenceError: x is not defined' },
    ],
    [
      'void when two tests ran',
      reportOf(failing('a'), failing('b')),
      { colour: 'void', reason: '2 tests ran, not one' },
    ],
    [
      'void when another test ran',
      reportOf({ title: 'not it', status: 'failed' }),
      { colour: 'void', reason: 'another test ran: not it' },
    ],
  ])('is %s', (_name, report, verdict) => {
    expect(verdictOn(report, 'it')).toEqual(verdict);
  });
});
