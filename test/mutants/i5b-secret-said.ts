import type { Mutant } from './mutant.ts';

export const mutant: Mutant = {
  invariant: 'I5',
  what: 'a message of a connector is passed on with the secret in it',
  file: 'collector/fetched.ts',
  find: "return { kind: 'failed', reason, message: withoutSecrets(message, secrets), retryAfterMs };",
  replace: "return { kind: 'failed', reason, message, retryAfterMs };",
  test: {
    file: 'test/collector/fetch-source.test.ts',
    name: 'never says a secret, even if its connector does',
  },
};
