import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I5',
  what: 'a route may forget to say who may use it',
  file: 'display/server/http/guard.ts',
  find: 'if (access === undefined) unruled.push(',
  replace: 'if (access === null) unruled.push(',
  test: {
    file: 'test/display/server/auth/walk.test.ts',
    name: 'keeps the server from starting, which says which one it is',
  },
};
