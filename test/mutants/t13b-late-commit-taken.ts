import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'T13',
  what: 'who judged by an older state commits it',
  file: 'collector/alerting/commit.lua',
  find: "if (stored[1] or '0') ~= turn then return { 'fenced', 'turn' } end",
  replace: '',
  test: {
    file: 'test/collector/alerting/evaluator-deaths.test.ts',
    name: 'T13: is refused by its turn, though nothing else differs',
  },
};
