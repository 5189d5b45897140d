import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I5',
  what: 'a text of an upstream leaves the wall as a formula',
  file: 'display/server/export/safe-text.ts',
  find: "return FORMULA_START.test(plain) ? `'${plain}` : plain;",
  replace: 'return plain;',
  test: {
    file: 'test/display/server/export/writers.test.ts',
    name: 'has numbers as numbers, times as times, no formula, and its provenance on a sheet of its own',
  },
};
