import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I5',
  what: 'a socket outlives the session it was opened by',
  file: 'display/server/gateway/session-watch.ts',
  find: "if (!standing.has(session)) this.cut(session, 'ended');",
  replace: 'if (!standing.has(session)) this.forget(session);',
  test: {
    file: 'test/display/server/session-watch.test.ts',
    name: 'are closed when it has ended, all of them and no others, in time',
  },
};
