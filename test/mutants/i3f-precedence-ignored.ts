import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I3',
  what: 'the configured precedence of sources is ignored',
  file: 'collector/record-truths.lua',
  find: '  if aRank ~= bRank then return aRank < bRank end\n',
  replace: '',
  test: {
    file: 'test/collector/two-truths.test.ts',
    name: 'stands against a newer word of another, which is kept beside it',
  },
};
