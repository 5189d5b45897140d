import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I3',
  what: 'a clock that was set back makes values young',
  file: 'shared/server-clock.ts',
  find: 'Math.max(0, now.monotonicMs - mark.monotonicMs, now.wallMs - mark.wallMs)',
  replace: 'Math.max(0, now.wallMs - mark.wallMs)',
  test: { file: 'test/shared/server-clock.test.ts', name: 'is never behind what either clock proves' },
};
