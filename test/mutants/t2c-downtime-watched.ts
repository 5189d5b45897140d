import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'T2',
  what: 'time in which nobody judged counts as watched',
  file: 'collector/alerting/evaluator.ts',
  find: 'if (watchedMs !== undefined && nowMs - watchedMs > UNWATCHED_MS) {',
  replace: 'if (watchedMs === undefined) {',
  test: {
    file: 'test/collector/alerting/evaluator.test.ts',
    name: 'what is pending keeps only the time that was watched',
  },
};
