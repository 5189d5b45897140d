import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I5',
  what: 'an unknown account is refused without the work of a password',
  file: 'display/server/auth/password-hash.ts',
  find: 'const against = kept ?? (await this.nobody);',
  replace: 'if (kept === undefined) return false;\n    const against = kept;',
  test: {
    file: 'test/display/server/auth/password-hash.test.ts',
    name: 'of nobody takes a turn like any other, and never fits',
  },
};
