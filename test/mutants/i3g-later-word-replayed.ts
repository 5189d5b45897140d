import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I3',
  what: 'a replayed instant shows what was told after it',
  file: 'display/server/replay/replay-reader.ts',
  find: 'if (!isUpTo(change[0], bound)) break;',
  replace: '',
  test: {
    file: 'test/display/server/replay/replay.property.test.ts',
    name: 'has at every recorded cursor the hash that was recorded live, whatever came late or was corrected',
  },
};
