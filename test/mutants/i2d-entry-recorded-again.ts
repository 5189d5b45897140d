import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I2',
  what: 'an entry by hand that is sent again is recorded again',
  file: 'collector/entry/entry-desk.ts',
  find: "if (known !== '') return 'repeat';",
  replace: '',
  test: {
    file: 'test/collector/entry/entries.test.ts',
    name: 'whose job runs again, as after a stall, changes nothing',
  },
};
