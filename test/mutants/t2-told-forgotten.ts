import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'T2',
  what: 'after a restart an alert that fires is begun anew',
  file: 'shared/alert/condition.ts',
  find: "return before.phase === 'pending' ? { ...before, timer: skipTimer(before.timer, fromMs, nowMs) } : before;",
  replace:
    "return before.phase === 'pending' ? { ...before, timer: skipTimer(before.timer, fromMs, nowMs) } : { phase: 'normal' };",
  test: {
    file: 'test/shared/alert/known-cases.test.ts',
    name: 'T2: a restart while firing leaves it firing, and tells nothing again',
  },
};
