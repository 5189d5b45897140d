import { z } from 'zod';
import { createAccount } from '../auth/account-changes.ts';
import { accountDone } from '../commanding/account-answer.ts';
import { command } from '../commanding/command.ts';
import { accountNameSchema, fullNameSchema, oneTimeSchema, roleSchema } from '../commanding/schemas.ts';

export default command({
  name: 'account-create',
  summary: 'Makes an account, and a password for its first sign-in.',
  access: 'admin',
  request: z.strictObject({ name: accountNameSchema, fullName: fullNameSchema, role: roleSchema }),
  value: oneTimeSchema,
  audited: (request) => request,
  run: async (request, _asker, tools) =>
    accountDone(request.name, await createAccount(tools, request), ({ password }) => ({ password })),
});
