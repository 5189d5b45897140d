import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I2',
  what: 'the same fact again is recorded and told again',
  file: 'collector/record.lua',
  find: "  if isLatestFact and value == o.value then return 'repeat' end\n  local known = knownOf()",
  replace: '  local known = isLatestFact and { collected = now, observed = o.observed } or knownOf()',
  test: {
    file: 'test/collector/record-store.test.ts',
    name: 'says nothing downstream when nothing changed or only the past grew',
  },
};
