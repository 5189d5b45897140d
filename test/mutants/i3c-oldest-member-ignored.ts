import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I3',
  what: 'a sum looks as young as its youngest member',
  file: 'shared/aggregate.ts',
  find: 'ageKey(member) < ageKey(old)',
  replace: 'ageKey(member) > ageKey(old)',
  test: { file: 'test/shared/figure.test.ts', name: 'is as old as its oldest member' },
};
