import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I3',
  what: 'a rollup counts beside the corrected one that took its place',
  file: 'display/server/history/stored-rollups.ts',
  find: 'const overlaps = overlapsOf(extents, MOST_OVERLAPS);',
  replace: 'const overlaps = overlapsOf(extents.slice(0, 1), MOST_OVERLAPS);',
  test: {
    file: 'test/display/server/series/history.test.ts',
    name: 'tell what their facts tell, whether kept in files, corrected since, late, or as known before',
  },
};
