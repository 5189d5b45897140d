import { z } from 'zod';
import { setRole } from '../auth/account-changes.ts';
import { accountDone } from '../commanding/account-answer.ts';
import { command, CommandRefusal } from '../commanding/command.ts';
import { accountNameSchema, nothingSchema, roleSchema } from '../commanding/schemas.ts';

export default command({
  name: 'account-role',
  summary: 'Gives an account another role, and ends its sessions within two seconds.',
  access: 'admin',
  request: z.strictObject({ name: accountNameSchema, role: roleSchema }),
  value: nothingSchema,
  audited: (request) => request,
  run: async ({ name, role }, asker, tools) => {
    if (name === asker.session?.account)
      throw new CommandRefusal('own-account', 'nobody changes their own role; another admin does');
    return accountDone(name, await setRole(tools, name, role), () => ({}));
  },
});
