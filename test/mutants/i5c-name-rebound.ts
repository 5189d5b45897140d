import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I5',
  what: 'a name that leads to an internal address the second time is dialled',
  file: 'collector/network/checked-lookup.ts',
  find: "if (all.some(({ address }) => rule(address) === 'forbidden')) throw forbidden();",
  replace: '',
  test: {
    file: 'test/collector/network/exchange.test.ts',
    name: 'that means another address the second time never reaches it',
  },
};
