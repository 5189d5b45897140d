import { command } from '../commanding/command.ts';
import { nothingSchema } from '../commanding/schemas.ts';

export default command({
  name: 'session-sign-out',
  summary: 'Ends the session that asks.',
  access: 'signed-in',
  request: nothingSchema,
  value: nothingSchema,
  audited: () => ({}),
  run: async (_request, { session }, { sessions }) => {
    if (session !== undefined) await sessions.close(session.account, session.id);
    return { value: {}, cookies: { session: undefined } };
  },
});
