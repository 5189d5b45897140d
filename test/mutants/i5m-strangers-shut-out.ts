import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I5',
  what: 'strangers who guess shut out whoever was here before',
  file: 'display/server/auth/guesses.ts',
  find: '(await this.isKnown(guess)) ? deviceCounters(guess) : strangerCounters(guess)',
  replace: 'strangerCounters(guess)',
  test: {
    file: 'test/display/server/auth/sign-in.test.ts',
    name: 'by strangers does not shut out whoever was here before',
  },
};
