import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I3',
  what: 'a woken tab believes what was sent to it while it slept',
  file: 'display/web/live/server-time.ts',
  find: 'behindMs <= MAX_DRIFT_MS && markAgeMs > REMARK_AFTER_MS',
  replace: 'markAgeMs > REMARK_AFTER_MS',
  test: {
    file: 'test/display/web/live/server-time.test.ts',
    name: 'does not grow younger by what was sent to a tab while it slept',
  },
};
