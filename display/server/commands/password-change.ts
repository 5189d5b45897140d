import { z } from 'zod';
import { passwordProblem } from '../../../shared/account/password-rule.ts';
import { command, CommandRefusal } from '../commanding/command.ts';
import { accountBehind, openSession } from '../commanding/open-session.ts';
import { passwordSchema, sessionWordSchema } from '../commanding/schemas.ts';

export default command({
  name: 'password-change',
  summary: 'Changes the password of whoever asks, ends all their sessions, and begins a new one.',
  access: 'signed-in',
  request: z.strictObject({ current: passwordSchema, next: passwordSchema }),
  value: sessionWordSchema,
  audited: () => ({}),
  run: async ({ current, next }, asker, tools) => {
    const { accounts, hasher, sessions, nowMs } = tools;
    const name = asker.session?.account ?? '';
    // A page that was left open is no password: the current one is asked for, and guessed as seldom as at the door.
    const { proven } = await accountBehind(name, current, asker, tools);
    if (proven === undefined) throw new CommandRefusal('wrong-password', 'the current password is wrong');
    const problem = passwordProblem(next, name, current);
    if (problem !== undefined)
      throw new CommandRefusal('bad-password', `the new password is not taken: ${problem}`, { problem });
    const { generation, oneTimeUntilMs: _spent, ...rest } = proven;
    const passwordHash = await hasher.hash(next);
    const changed = { ...rest, passwordHash, passwordSetAtMs: nowMs(), generation: generation + 1 };
    await accounts.change(name, (now) => (now.generation === generation ? changed : now));
    const kept = await accounts.find(name);
    if (kept?.passwordHash !== passwordHash)
      throw new CommandRefusal('overtaken', 'the account was changed meanwhile; sign in again');
    const cookies = await openSession(kept, asker, tools);
    const session = await sessions.find(cookies.session?.value);
    return { value: tools.sessionWord(session), target: name, cookies };
  },
});
