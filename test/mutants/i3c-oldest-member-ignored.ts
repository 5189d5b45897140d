import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I3',
  what: 'a sum looks as young as its youngest member',
  file: 'shared/aggregate.ts',
  find: 'originMs(member) < originMs(old)',
  replace: 'originMs(member) > originMs(old)',
  test: { file: 'test/shared/figure.test.ts', name: 'is as old as its oldest member' },
};
