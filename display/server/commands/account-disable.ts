import { z } from 'zod';
import { setDisabled } from '../auth/account-changes.ts';
import { accountDone } from '../commanding/account-answer.ts';
import { command, CommandRefusal } from '../commanding/command.ts';
import { accountNameSchema, nothingSchema } from '../commanding/schemas.ts';

export default command({
  name: 'account-disable',
  summary: 'Shuts an account, and ends its sessions within two seconds.',
  access: 'admin',
  request: z.strictObject({ name: accountNameSchema }),
  value: nothingSchema,
  audited: (request) => request,
  run: async ({ name }, asker, tools) => {
    if (name === asker.session?.account)
      throw new CommandRefusal('own-account', 'nobody shuts their own account; another admin does');
    return accountDone(name, await setDisabled(tools, name, true), () => ({}));
  },
});
