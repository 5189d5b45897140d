import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I6',
  what: 'a correction of last week is taken for what the files know already',
  file: 'collector/history/known-late.ts',
  find: 'known.get(fact) === reading.value',
  replace: 'known.get(fact) !== undefined',
  test: {
    file: 'test/collector/late-facts.test.ts',
    name: 'has a correction of last week beside what was known, its rollups anew, and nothing twice',
  },
};
