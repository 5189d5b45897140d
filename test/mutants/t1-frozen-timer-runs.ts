import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'T1',
  what: 'an off-delay runs on while nothing is known',
  file: 'shared/alert/condition.ts',
  find: 'timer: advanceTimer(before.timer, nowMs, false) };',
  replace: 'timer: advanceTimer(before.timer, nowMs, true) };',
  test: {
    file: 'test/shared/alert/known-cases.test.ts',
    name: 'T1: data that vanishes freezes an alert as it was',
  },
};
