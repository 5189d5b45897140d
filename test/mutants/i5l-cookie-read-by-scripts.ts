import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I5',
  what: 'scripts read the cookie of a session',
  file: 'display/server/auth/cookies.ts',
  find: 'httpOnly: true,',
  replace: 'httpOnly: false,',
  test: {
    file: 'test/display/server/auth/sign-in.test.ts',
    name: 'is a cookie that no script reads and no other site sends; over HTTPS no neighbour can set it',
  },
};
