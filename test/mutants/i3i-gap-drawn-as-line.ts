import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I3',
  what: 'a line is drawn through a silence that the server told of',
  file: 'shared/gap-rule.ts',
  find: 'if (point.afterGap === true) return true;',
  replace: '',
  test: {
    file: 'test/shared/gap-rule.test.ts',
    name: 'are where the server says so, and where a period is missing',
  },
};
