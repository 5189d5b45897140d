import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I2',
  what: 'a webhook delivery that comes again is recorded again',
  file: 'collector/push/deliveries.ts',
  find: 'return text === null ? undefined : (JSON.parse(text) as Answered);',
  replace: 'return text === null || key === key ? undefined : (JSON.parse(text) as Answered);',
  test: {
    file: 'test/collector/push/webhook-attacks.test.ts',
    name: 'is answered the same when it comes again, at another collector too, and changes nothing',
  },
};
