import { z } from 'zod';
import { setDisabled } from '../auth/account-changes.ts';
import { accountDone } from '../commanding/account-answer.ts';
import { command } from '../commanding/command.ts';
import { accountNameSchema, nothingSchema } from '../commanding/schemas.ts';

export default command({
  name: 'account-enable',
  summary: 'Opens an account that was shut; its password is as before.',
  access: 'admin',
  request: z.strictObject({ name: accountNameSchema }),
  value: nothingSchema,
  audited: (request) => request,
  run: async ({ name }, _asker, tools) => {
    return accountDone(name, await setDisabled(tools, name, false), () => ({}));
  },
});
