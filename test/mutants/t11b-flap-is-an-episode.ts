import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'T11',
  what: 'each flap is an episode',
  file: 'shared/alert/lifecycle.ts',
  find: "const isNew = reasons.includes('fired') && isClosed(before);",
  replace: "const isNew = reasons.includes('fired');",
  test: {
    file: 'test/shared/alert/known-cases.test.ts',
    name: 'T11: flapping is one episode, and alerts again by its own clock',
  },
};
