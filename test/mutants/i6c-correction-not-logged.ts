import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I6',
  what: 'history hears only of what became the latest',
  file: 'collector/record.lua',
  find: "local acceptedText = isAll and changedText or table.concat(acceptedRows, ',')",
  replace: 'local acceptedText = changedText',
  test: {
    file: 'test/collector/history/historian.test.ts',
    name: 'keeps what is late and what is corrected beside what was known before, in files alone',
  },
};
