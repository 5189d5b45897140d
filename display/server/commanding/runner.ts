/** What commands work with, from the parts of a display server. */
import type { Redis } from 'ioredis';
import { AlertActs } from '../alerts/alert-acts.ts';
import type { AccountSettings } from '../auth/account-settings.ts';
import type { OpenAccess } from '../auth/open-access.ts';
import type { CommandTools } from './command.ts';
import type { Runner } from './run-command.ts';

export function commandRunner(
  access: OpenAccess,
  {
    redis,
    ...parts
  }: Pick<CommandTools, 'orders' | 'screens' | 'config' | 'nowMs'> & { readonly redis: Redis },
  { limitsOf }: Pick<AccountSettings, 'limitsOf'>,
): Runner {
  const { accounts, sessions, guesses, hasher, sessionWord, audit, rule } = access;
  // A wall's browser is started anew by itself, and nobody stands there to sign in.
  const sessionLasts: CommandTools['sessionLasts'] = (role) =>
    role === 'viewer' ? limitsOf(role).lifeMs : undefined;
  const alerts = new AlertActs(redis, parts.nowMs);
  return {
    tools: { accounts, sessions, guesses, hasher, sessionWord, sessionLasts, alerts, ...parts },
    audit,
    rule,
  };
}
