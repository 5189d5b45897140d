import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'T10',
  what: 'a window tells the last word of an alert only',
  file: 'shared/alert/grouping.ts',
  find: 'tellings: [...one.tellings, telling] },',
  replace: 'tellings: [telling] },',
  test: {
    file: 'test/shared/alert/list.test.ts',
    name: 'T10: what fires and clears inside one window is told as both',
  },
};
