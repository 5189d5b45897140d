import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'T12',
  what: 'what is to be told is not committed with what happened',
  file: 'collector/alerting/commit.lua',
  find: "if isTold == '1' then",
  replace: "if isTold == '' then",
  test: {
    file: 'test/collector/alerting/evaluator.test.ts',
    name: 'commits state, transition, telling and checkpoint together, and nothing when nothing changed',
  },
};
