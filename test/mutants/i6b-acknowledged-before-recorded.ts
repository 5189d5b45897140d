import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I6',
  what: 'a message is acknowledged before it is recorded',
  file: 'collector/push/intake.ts',
  find: '        await this.recordAll(source, batch);\n        for (const one of batch) one.resolve();',
  replace: '        for (const one of batch) one.resolve();\n        await this.recordAll(source, batch);',
  test: {
    file: 'test/collector/push/push-kills.test.ts',
    name: 'records every message, once',
  },
};
