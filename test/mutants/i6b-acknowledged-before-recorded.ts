import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I6',
  what: 'a message is acknowledged before it is recorded',
  file: 'collector/mqtt/session.ts',
  find: '    this.underWay += 1;\n',
  replace:
    "    this.underWay += 1;\n    if (qos > 0) this.send({ cmd: 'puback', messageId, reasonCode: 0 });\n",
  test: {
    file: 'test/collector/connectors/mqtt.test.ts',
    name: 'acknowledges a message after it was recorded, and never one that could not be',
  },
};
