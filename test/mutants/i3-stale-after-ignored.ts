import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I3',
  what: 'stale-after ignored',
  file: 'shared/freshness.ts',
  find: "if (age >= limits.staleAfterMs) return 'stale';",
  replace: '',
  test: { file: 'test/shared/freshness.test.ts', name: 'turns stale at its stale-after, not a moment later' },
};
