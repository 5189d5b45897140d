import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'T4',
  what: 'a new revision begins a delay anew',
  file: 'shared/alert/condition.ts',
  find: 'const timer = advanceTimer(before.timer, nowMs, mayBegin);',
  replace:
    'const timer = isNewRule ? startTimer(nowMs, mayBegin) : advanceTimer(before.timer, nowMs, mayBegin);',
  test: {
    file: 'test/shared/alert/lifecycle.test.ts',
    name: 'T4: a changed delay resets no timer',
  },
};
