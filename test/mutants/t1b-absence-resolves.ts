import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'T1',
  what: 'what is not seen is judged as clear',
  file: 'shared/alert/condition.ts',
  find: 'if (input.measure === undefined) return { condition: frozen(before, nowMs), reasons: [] };\n',
  replace:
    "if (input.measure === undefined) return { condition: { phase: 'normal' }, reasons: ['resolved'] };\n",
  test: {
    file: 'test/shared/alert/known-cases.test.ts',
    name: 'T7: an evaluator that fails never resolves, and what it fails on is told as unknown',
  },
};
