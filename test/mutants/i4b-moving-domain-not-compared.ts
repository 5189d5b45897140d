import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I4',
  what: 'a quiet hash counts as the checkpoint of a moving domain',
  file: 'display/server/feed/domain-view.ts',
  find: 'this.hashes.remember(held.epoch, held.cursor, domainStateHash(held), nowMs);',
  replace:
    'this.hashes.remember(held.epoch, held.cursor, domainStateHash(held), nowMs); this.checkpointAtMs = nowMs;',
  test: {
    file: 'test/display/server/domain-view.test.ts',
    name: 'are marked in a domain that moves once a second, whose quiet moments are hashed too',
  },
};
