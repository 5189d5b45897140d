import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I4',
  what: 'a replay that hurries leaves out what other sources say',
  file: 'display/server/replay/frames-of.ts',
  find: "'scr'.includes(name)",
  replace: "'scrtxg'.includes(name)",
  test: {
    file: 'test/display/server/replay/replay.property.test.ts',
    name: 'is carried on by frames to the same states, at whatever speed',
  },
};
