import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I6',
  what: 'an observation that comes late is accepted and not kept',
  file: 'collector/record.lua',
  find: "    remember(collectedNow)\n    return 'older'",
  replace: "    return 'older'",
  test: {
    file: 'test/collector/record.property.test.ts',
    name: 'equals a model of the identity rules after any sequence in any batching, and a screen that replays it too',
  },
};
