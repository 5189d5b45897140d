import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I1',
  what: 'a delay ends only when something changes',
  file: 'collector/alerting/evaluator.ts',
  find: 'if (followed.isAtEnd) round.fallDue(nowMs);',
  replace: '',
  test: {
    file: 'test/collector/alerting/evaluator.test.ts',
    name: 'a delay ends by its deadline though nothing changes',
  },
};
