import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I5',
  what: 'a session of before the change of a password stands',
  file: 'display/server/auth/sessions.ts',
  find: 'account.generation === generation &&',
  replace: 'account.generation >= generation &&',
  test: {
    file: 'test/display/server/auth/commands.test.ts',
    name: 'when its owner changes the password elsewhere',
  },
};
