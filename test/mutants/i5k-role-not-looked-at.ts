import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I5',
  what: 'any account gives any command',
  file: 'display/server/auth/access.ts',
  find: "if (!roleAllows(caller.role, needed)) return 'forbidden';",
  replace: "if (!roleAllows(caller.role, 'viewer')) return 'forbidden';",
  test: {
    file: 'test/display/server/auth/commands.test.ts',
    name: 'names whoever tried what they may not, and who failed to sign in where the name is known',
  },
};
