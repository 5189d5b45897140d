import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I4',
  what: 'a screen overlooks that frames are missing',
  file: 'display/web/live/receive.ts',
  find: "compareStreamIds(frame.f, state.cursor) < 0 ? 'next' : 'gap'",
  replace: "'next'",
  test: {
    file: 'test/display/web/live/domain-store.test.ts',
    name: 'never holds, at a cursor, another state than the server had there',
  },
};
