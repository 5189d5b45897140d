import { z } from 'zod';
import { resetAccount } from '../auth/account-changes.ts';
import { accountDone } from '../commanding/account-answer.ts';
import { command } from '../commanding/command.ts';
import { accountNameSchema, oneTimeSchema } from '../commanding/schemas.ts';

export default command({
  name: 'account-reset',
  summary: 'Gives an account a password for one sign-in, and ends its sessions.',
  access: 'admin',
  request: z.strictObject({ name: accountNameSchema }),
  value: oneTimeSchema,
  audited: (request) => request,
  run: async ({ name }, _asker, tools) =>
    accountDone(name, await resetAccount(tools, name), ({ password }) => ({ password })),
});
