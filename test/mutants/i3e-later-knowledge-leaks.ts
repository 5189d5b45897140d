import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I3',
  what: 'a question of what was known then is told what was learned later',
  file: 'shared/history/known-at.ts',
  find: 'if (knownAtMs !== undefined && version.collectedAtMs > knownAtMs) continue;',
  replace: '',
  test: {
    file: 'test/shared/history/known-at.test.ts',
    name: 'is of each fact the last that had been accepted by then, as a naive model says',
  },
};
