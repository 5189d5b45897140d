import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I3',
  what: 'the last stretch of what stands beside a chart is left out with its peak',
  file: 'display/server/series/series-reader.ts',
  find: '(stretch?.fromMs ?? observedAtMs) <= toMs',
  replace: 'observedAtMs <= toMs',
  test: {
    file: 'test/display/server/series/ranges.test.ts',
    name: 'goes on beside a year to the end of its window, which lies within a day',
  },
};
