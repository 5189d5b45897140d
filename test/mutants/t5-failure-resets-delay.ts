import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'T5',
  what: 'a failed poll begins the on-delay anew',
  file: 'shared/alert/condition.ts',
  find: 'timer: advanceTimer(before.timer, nowMs, false) };',
  replace: 'timer: startTimer(nowMs, false) };',
  test: {
    file: 'test/shared/alert/known-cases.test.ts',
    name: 'T5: one failed poll does not reset the on-delay',
  },
};
