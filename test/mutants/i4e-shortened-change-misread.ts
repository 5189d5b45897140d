import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I4',
  what: 'a shortened change of the journal gives its values to other series',
  file: 'shared/journal/line-coder.ts',
  find: 'lastAt = at;',
  replace: '',
  test: {
    file: 'test/shared/journal/line-coder.test.ts',
    name: 'reads what was written, whatever was told before, also when the writer took the block up anew',
  },
};
