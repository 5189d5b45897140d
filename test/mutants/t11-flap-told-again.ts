import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'T11',
  what: 'each flap is told as if it were the first',
  file: 'shared/alert/telling.ts',
  find: "if (telling === 'resolved') return { ...told, as: 'resolved' };",
  replace: "if (telling === 'resolved') return { as: 'resolved' };",
  test: {
    file: 'test/shared/alert/known-cases.test.ts',
    name: 'T11: flapping is one episode, and alerts again by its own clock',
  },
};
