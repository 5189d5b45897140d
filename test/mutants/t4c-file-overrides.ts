import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'T4',
  what: 'a changed file overrides the rule in force',
  file: 'collector/alerting/rules.lua',
  find: '  if not known then',
  replace: '  if not known or not string.find(known, word, 1, true) then',
  test: {
    file: 'test/collector/alerting/rule-store.test.ts',
    name: 'T4: a changed file is a pending revision, and never overrides in silence',
  },
};
