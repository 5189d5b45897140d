import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'T4',
  what: 'what the new rule does not bear goes on',
  file: 'shared/alert/condition.ts',
  find: "if (isNewRule) return { condition: { phase: 'normal' }, reasons: ['rule-changed'] };",
  replace: '',
  test: {
    file: 'test/shared/alert/known-cases.test.ts',
    name: 'T4: a rule that does not hold any more leaves no false alert',
  },
};
