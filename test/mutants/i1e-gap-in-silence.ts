import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I1',
  what: 'a trimmed checkpoint is no gap',
  file: 'collector/alerting/evaluator.ts',
  find: "return this.commit(loaded, round, why === 'first' ? undefined : why);",
  replace: 'return this.commit(loaded, round, undefined);',
  test: {
    file: 'test/collector/alerting/evaluator.test.ts',
    name: 'a trimmed checkpoint is kept as a gap, and everything is judged by what is known now',
  },
};
