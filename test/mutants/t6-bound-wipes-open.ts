import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'T6',
  what: 'the bound counts places before those that fire',
  file: 'shared/alert/instances.ts',
  find: 'const watched = new Set(open);',
  replace: 'const watched = new Set([...open].slice(0, maxInstances));',
  test: {
    file: 'test/shared/alert/list.test.ts',
    name: 'T6: a limit keeps new ones out and never wipes the active ones',
  },
};
