import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I3',
  what: 'the clock of a replay passes an instant whose word has not come yet',
  file: 'display/web/replay/player.ts',
  find: 'Math.min(lane.reachedMs, lane.breakMs - 1)',
  replace: 'lane.breakMs - 1',
  test: {
    file: 'test/display/web/replay/player.test.ts',
    name: 'shows at every moment what was told by then, at whatever speed and however late answers come',
  },
};
