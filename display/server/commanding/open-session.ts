/** A session of its own for whoever proved who they are. */
import type { Account } from '../auth/accounts.ts';
import type { CookieChanges } from '../auth/cookies.ts';
import { DEVICE_LASTS_MS } from '../auth/guesses.ts';
import { CommandRefusal, type Asker, type CommandTools } from './command.ts';

/** Whatever the browser had before ends: an id that somebody planted there is of no use. */
export async function openSession(
  account: Account,
  asker: Asker,
  { accounts, sessions, guesses, sessionLasts, nowMs }: CommandTools,
): Promise<CookieChanges> {
  const { session, cookies } = asker;
  if (session !== undefined) await sessions.close(session.account, session.id);
  await guesses.forget(cookies.device);
  await accounts.noteSignIn(account.name, nowMs());
  return {
    session: { value: await sessions.open(account, asker), lastsMs: sessionLasts(account.role) },
    device: { value: await guesses.remember(account.name), lastsMs: DEVICE_LASTS_MS },
  };
}

/**
 * The account of which this is the password. Guesses are counted before the password is looked at; an unknown account
 * takes the same time, and undefined tells no more than a wrong password does.
 */
export async function accountBehind(
  name: string,
  password: string,
  { from, cookies }: Asker,
  { accounts, guesses, hasher }: CommandTools,
): Promise<{ readonly known: Account | undefined; readonly proven: Account | undefined }> {
  const taken = await guesses.take({ account: name, from, device: cookies.device });
  if (taken.state === 'too-many')
    throw new CommandRefusal('too-many-guesses', 'too many wrong passwords; wait, or ask an admin', {
      waitMs: taken.waitMs,
      isKnownBlock: !taken.isNews,
    });
  const known = await accounts.find(name);
  const fits = await hasher.verify(known?.passwordHash, password);
  if (fits) await taken.giveBack();
  return { known, proven: fits ? known : undefined };
}
