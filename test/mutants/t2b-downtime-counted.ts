import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'T2',
  what: 'time that nobody watched counts for the on-delay',
  file: 'shared/alert/timer.ts',
  find: 'observedMs: observedAt(timer, Math.min(fromMs, nowMs)), fromMs: nowMs };',
  replace: 'observedMs: observedAt(timer, nowMs), fromMs: Math.max(fromMs, nowMs) };',
  test: {
    file: 'test/shared/alert/known-cases.test.ts',
    name: 'what is pending keeps only the time that was observed',
  },
};
