import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I5',
  what: 'figures may be entered from any machine',
  file: 'display/server/entry/door.ts',
  find: "if (!isLoopbackSocket(remoteAddress)) return 'not-loopback';",
  replace: 'if (!isLoopbackSocket(remoteAddress)) return undefined;',
  test: {
    file: 'test/display/server/entry/door.test.ts',
    name: 'another machine',
  },
};
