import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'T7',
  what: 'a failed evaluation is judged by what it left',
  file: 'shared/alert/lifecycle.ts',
  find: 'measure: seen?.measure,',
  replace: 'measure: seen?.measure ?? 0,',
  test: {
    file: 'test/shared/alert/known-cases.test.ts',
    name: 'T7: an evaluator that fails never resolves, and what it fails on is told as unknown',
  },
};
