import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I2',
  what: 'what two historians wrote at once is there twice',
  file: 'shared/history/segment.ts',
  find: 'afterId: overlaps ? reach : undefined',
  replace: 'afterId: overlaps ? undefined : undefined',
  test: {
    file: 'test/shared/history/segment.test.ts',
    name: 'hold every entry that any segment holds exactly once, however they overlap',
  },
};
