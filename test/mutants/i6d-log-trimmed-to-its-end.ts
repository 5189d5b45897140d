import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I6',
  what: 'the log is trimmed with its newest segment, which nothing could then write again',
  file: 'collector/history/historian.ts',
  find: 'await this.trimUpTo(domain, checkpoint);',
  replace: 'await this.trimUpTo(domain, checkpointOf(folder.list()));',
  test: {
    file: 'test/collector/history/historian.test.ts',
    name: 'trims the log one segment behind the files',
  },
};
