import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'T4',
  what: 'a delay begins anew with each evaluation',
  file: 'shared/alert/condition.ts',
  find: 'const timer = advanceTimer(before.timer, nowMs, mayBegin);',
  replace: 'const timer = advanceTimer({ ...before.timer, observedMs: 0, fromMs: nowMs }, nowMs, mayBegin);',
  test: {
    file: 'test/shared/alert/known-cases.test.ts',
    name: 'T4: a changed delay resets no timer',
  },
};
