import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'T13',
  what: 'an evaluation of before the last is taken',
  file: 'shared/alert/lifecycle.ts',
  find: "if (input.kind === 'evaluated' && nowMs < alert.steppedAtMs)",
  replace: "if (input.kind === 'evaluated' && nowMs < alert.steppedAtMs - 1)",
  test: {
    file: 'test/shared/alert/known-cases.test.ts',
    name: 'T13: an evaluation of before the last changes nothing',
  },
};
