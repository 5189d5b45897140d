import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I3',
  what: 'a sum goes on without a place that fell silent, and looks like a fall',
  file: 'display/server/series/added-up.ts',
  find: 'if (isBroken || known.every((reading) => reading === undefined)) {',
  replace: 'if (known.every((reading) => reading === undefined)) {',
  test: {
    file: 'test/display/server/series/added-up.test.ts',
    name: 'one falls silent: no point, and no fall',
  },
};
