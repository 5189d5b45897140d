import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I5',
  what: 'a domain whose history cannot be written stops all others',
  file: 'collector/history/each-one.ts',
  find: 'failures.push({ words: `${nameOf(part)}: ${why}`, error });',
  replace: 'throw new Error(`${nameOf(part)}: ${why}`);',
  test: {
    file: 'test/collector/history/historian-deaths.test.ts',
    name: 'of one domain stops no other, and names it',
  },
};
