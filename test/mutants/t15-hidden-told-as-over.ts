import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'T15',
  what: 'what was never told as firing is told as over',
  file: 'shared/alert/telling.ts',
  find: "return told.as === 'firing' ? 'resolved' : 'none';",
  replace: "return told.as === 'resolved' ? 'none' : 'resolved';",
  test: {
    file: 'test/shared/alert/known-cases.test.ts',
    name: 'T15: nothing is told as recovered that was hidden by maintenance',
  },
};
