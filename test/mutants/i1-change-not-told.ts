import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I1',
  what: 'a recorded change is left out of the stream',
  file: 'collector/record.lua',
  find: "  add('o', changedText)\n",
  replace: '',
  test: {
    file: 'test/collector/record-store.test.ts',
    name: 'is one change entry per batch, with the reading as the latest says it',
  },
};
