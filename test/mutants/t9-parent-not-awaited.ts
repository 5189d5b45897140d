import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'T9',
  what: 'a parent that is not known hides nothing',
  file: 'shared/alert/visibility.ts',
  find: "if (rule.dependsOn !== undefined && parent === 'unknown') found.push('unknown-parent');",
  replace: '',
  test: {
    file: 'test/shared/alert/known-cases.test.ts',
    name: 'T9: a child is not announced after a restart before its parent is known',
  },
};
