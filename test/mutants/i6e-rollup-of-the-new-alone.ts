import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I6',
  what: 'a late fact replaces the rollup of its minute, and what was there before is lost to it',
  file: 'collector/history/segment-rollups.ts',
  find: 'mergeVersions(stored.get(seriesKey(one.indicator, one.place)) ?? [], one.versions)',
  replace: 'mergeVersions(one.versions)',
  test: {
    file: 'test/collector/history/historian.test.ts',
    name: 'answers every question of the past as a naive model does, from Redis and files together and from files alone',
  },
};
