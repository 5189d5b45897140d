import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I2',
  what: 'the answer of a collector that was overtaken is applied',
  file: 'collector/record.lua',
  find: 'local isLate = storedProgress ~= progressExpected',
  replace: 'local isLate = false',
  test: {
    file: 'test/collector/late-answer.test.ts',
    name: 'a late answer of a frozen collector changes nothing',
  },
};
