import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'T14',
  what: 'the resolve carries the value of before',
  file: 'shared/alert/lifecycle.ts',
  find: 'seen: seen ?? before.seen,',
  replace: 'seen: before.seen ?? seen,',
  test: {
    file: 'test/shared/alert/known-cases.test.ts',
    name: 'T14: the resolve carries the resolving value',
  },
};
