import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'T15',
  what: 'a window is not over at its end',
  file: 'shared/alert/maintenance.ts',
  find: 'nowMs < untilMs',
  replace: 'nowMs <= untilMs',
  test: {
    file: 'test/shared/alert/known-cases.test.ts',
    name: 'T15: a window ends to the millisecond',
  },
};
