import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I1',
  what: 'of what came between two looks only the newest is judged',
  file: 'collector/alerting/evaluator.ts',
  find: 'for (const change of followed.changes) round.fold(change);',
  replace: 'for (const change of followed.changes.slice(-1)) round.fold(change);',
  test: {
    file: 'test/collector/alerting/evaluator.test.ts',
    name: 'misses nothing that came and went between two looks',
  },
};
