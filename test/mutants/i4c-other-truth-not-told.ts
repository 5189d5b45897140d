import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I4',
  what: 'a word beside the shown one does not reach the screens',
  file: 'collector/record.lua',
  find: "    add('x', table.concat(truths.beside, ','))\n",
  replace: '',
  test: {
    file: 'test/collector/two-truths.test.ts',
    name: 'changes it there, and is told to the screens',
  },
};
