import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I3',
  what: 'a replayed instant is judged by a configuration that came later',
  file: 'collector/history/journal/domain-journal.ts',
  find: 'const start = laterOf(knownTo({ start: header.start, end }), endOfMs(nowMs - 1));',
  replace: 'const start = knownTo({ start: header.start, end });',
  test: {
    file: 'test/collector/history/journal/journal.test.ts',
    name: 'judges an instant by the configuration of then, however long nothing was told',
  },
};
