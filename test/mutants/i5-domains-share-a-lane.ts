import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I5',
  what: 'all domains share one lane, so that one blocks the others',
  file: 'collector/fetch-source.ts',
  find: 'await this.lane(source.domain).run(program, request)',
  replace: "await this.lane('all').run(program, request)",
  test: {
    file: 'test/collector/fetch-source.test.ts',
    name: 'in a busy loop fails in time, and another domain is served meanwhile',
  },
};
