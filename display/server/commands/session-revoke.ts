import { z } from 'zod';
import { command, CommandRefusal } from '../commanding/command.ts';
import { accountNameSchema, nothingSchema } from '../commanding/schemas.ts';

export default command({
  name: 'session-revoke',
  summary: 'Ends a session: anyone their own, admins any. What it has open is closed within two seconds.',
  access: 'viewer',
  request: z.strictObject({
    account: accountNameSchema,
    id: z.string().regex(/^[0-9a-f]{64}$/, 'an id of /api/v1/sessions'),
  }),
  value: nothingSchema,
  audited: ({ account }) => ({ account }),
  run: async ({ account, id }, { session: own }, { sessions }) => {
    const isOwn = own?.account === account;
    const found = (await sessions.standing([id])).get(id);
    // Whether a session of somebody else exists is none of a viewer's concern.
    if (found?.account !== account || !(isOwn || own?.role === 'admin'))
      throw new CommandRefusal('unknown-session', 'no such session is open');
    await sessions.close(account, id);
    return { value: {}, target: account, before: { from: found.from, createdAtMs: found.createdAtMs } };
  },
});
