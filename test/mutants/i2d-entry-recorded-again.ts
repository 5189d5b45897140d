import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I2',
  what: 'an entry by hand that is sent again is recorded again',
  file: 'collector/entry/entry-desk.ts',
  find: "hash: 'entries', field: entry.id, before",
  replace: "hash: 'entries', field: `${entry.id}.${nowMs}`, before",
  test: {
    file: 'test/collector/entry/entries.test.ts',
    name: 'sent twice is recorded once, however often, wherever and after whatever',
  },
};
