import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'T3',
  what: 'the off-delay begins anew with each evaluation',
  file: 'shared/alert/condition.ts',
  find: 'const timer = advanceTimer(before.timer, nowMs, true);',
  replace: 'const timer = startTimer(nowMs, before.timer.runs);',
  test: {
    file: 'test/shared/alert/known-cases.test.ts',
    name: 'T3: the off-delay survives a restart',
  },
};
