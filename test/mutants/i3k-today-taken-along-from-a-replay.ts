import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I3',
  what: 'a table that is taken along from a replay has the figures of today',
  file: 'display/server/http/routes/exports.ts',
  find: 'shownAt(context, await askedDomains(context, query), query.knownAtMs)',
  replace: 'shownAt(context, await askedDomains(context, query), undefined)',
  test: {
    file: 'test/display/server/export/of-then.test.ts',
    name: 'has figures as they were judged then, under the names of then',
  },
};
