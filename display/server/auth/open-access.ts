/** Accounts, sessions, limits and audit of one display server, put together. */
import type { Redis } from 'ioredis';
import type { SessionWord } from '../../../shared/account/words.ts';
import type { ProvinceConfig } from '../../../shared/config/province-config.ts';
import { AuditLog } from '../audit/audit-log.ts';
import type { AccessRule } from './access.ts';
import type { AccountSettings } from './account-settings.ts';
import { Accounts } from './accounts.ts';
import { Guesses } from './guesses.ts';
import { PasswordHasher } from './password-hash.ts';
import { Sessions, type Session } from './sessions.ts';

export function openAccess(
  redis: Redis,
  settings: AccountSettings,
  { province }: ProvinceConfig,
  nowMs: () => number,
) {
  const { viewing, limitsOf, isAdminAddress } = settings;
  const accounts = new Accounts(redis);
  const rule: AccessRule = { viewing, isAdminAddress };
  const sessionWord = (session: Session | undefined): SessionWord => ({
    ...(session === undefined ? {} : { user: signedIn(session) }),
    viewing,
    province: { name: province.name, simulated: province.simulated, timeZone: province.timeZone },
  });
  return {
    accounts,
    rule,
    sessionWord,
    sessions: new Sessions(redis, accounts, limitsOf, nowMs),
    guesses: new Guesses(redis),
    hasher: new PasswordHasher(),
    audit: new AuditLog(redis),
  };
}

export type OpenAccess = ReturnType<typeof openAccess>;

function signedIn({ account, fullName, role, mustChange, untilMs }: Session) {
  return { name: account, fullName, role, mustChange, untilMs };
}
