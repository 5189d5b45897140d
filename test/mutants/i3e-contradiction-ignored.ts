import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I3',
  what: 'sources that contradict each other look agreed',
  file: 'shared/contradiction.ts',
  find: '    if (agree(shown.value, other.value, allowed)) return [];',
  replace: '    if (agree(shown.value, other.value, allowed) || allowed >= 0) return [];',
  test: {
    file: 'test/shared/contradiction.test.ts',
    name: 'contradict each other when they say otherwise, with both words and since when both stand',
  },
};
