import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I3',
  what: 'a chart shows the last of a stretch and loses its peak',
  file: 'shared/history/rollup.ts',
  find: 'max: either(Math.max, a.max, b.max),',
  replace: 'max: b.max,',
  test: {
    file: 'test/display/server/series/resolution.test.ts',
    name: 'hold what a naive count of their facts gives, whatever rollups they are merged from',
  },
};
