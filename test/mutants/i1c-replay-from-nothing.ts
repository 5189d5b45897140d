import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I1',
  what: 'a replay begins with nothing known',
  file: 'collector/alerting/facts.ts',
  find: 'facts.state.readings.set(field as SeriesKey, JSON.parse(text) as Reading);',
  replace: '',
  test: {
    file: 'test/collector/alerting/evaluator.test.ts',
    name: 'replays what came while nobody judged, from what was known then',
  },
};
