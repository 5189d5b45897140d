/** The one command that nobody needs an account for. Its answer is the same for whoever is not known, not right, or shut out. */
import { z } from 'zod';
import { plainAccountName } from '../../../shared/account/account-name.ts';
import { isUsable, mustChange, type Account } from '../auth/accounts.ts';
import { isOfOtherCost } from '../auth/password-hash.ts';
import { command, CommandRefusal, type CommandTools } from '../commanding/command.ts';
import { accountBehind, openSession } from '../commanding/open-session.ts';
import { passwordSchema, sessionWordSchema } from '../commanding/schemas.ts';

export default command({
  name: 'session-sign-in',
  summary:
    'Begins a session. The answer is the same for an unknown account, a wrong password and a shut account.',
  access: 'anyone',
  request: z.strictObject({
    name: z.string().min(1).max(64).transform(plainAccountName),
    password: passwordSchema,
  }),
  value: sessionWordSchema,
  // People type their password where the name belongs: what was typed is written down only where it is a name.
  audited: () => ({}),
  run: async ({ name, password }, asker, tools) => {
    const { known, proven } = await accountBehind(name, password, asker, tools);
    if (proven === undefined || !isUsable(proven, tools.nowMs()))
      throw new CommandRefusal('sign-in-refused', 'the name or the password is wrong', {
        target: known?.name,
      });
    await takeUpCost(proven, password, tools);
    const cookies = await openSession(proven, asker, tools);
    const session = await tools.sessions.find(cookies.session?.value);
    return { value: tools.sessionWord(session), target: name, after: { role: proven.role }, cookies };
  },
});

/** The cost of passwords was raised since this one was kept: now that it is known, it is kept anew. */
async function takeUpCost(account: Account, password: string, { accounts, hasher, nowMs }: CommandTools) {
  if (!isOfOtherCost(account.passwordHash) || mustChange(account, nowMs())) return;
  const passwordHash = await hasher.hash(password);
  await accounts.change(account.name, (now) =>
    now.passwordHash === account.passwordHash ? { ...now, passwordHash } : now,
  );
}
