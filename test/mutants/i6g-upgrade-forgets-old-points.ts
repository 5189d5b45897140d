import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I6',
  what: 'a history that begins leaves out what Redis holds from before its log',
  file: 'collector/history/historian.ts',
  find: 'await this.adopt(domain, nowMs);',
  replace: '',
  test: {
    file: 'test/collector/history/upgrade.test.ts',
    name: 'has all of them once, with both their times, whatever is accepted before the historian comes',
  },
};
