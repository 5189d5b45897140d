import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I2',
  what: 'a webhook delivery that comes again is recorded again',
  file: 'collector/push/deliveries.ts',
  find: "answered: text === '' ? undefined : answeredIn(text) };",
  replace: 'answered: text === text ? undefined : answeredIn(text) };',
  test: {
    file: 'test/collector/push/webhook-attacks.test.ts',
    name: 'is answered the same when it comes again, at another collector too, and changes nothing',
  },
};
