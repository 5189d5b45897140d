/** What the account programs of the machine itself work with; what they change is in the audit like everything else. */
import { userInfo } from 'node:os';
import { Redis } from 'ioredis';
import { dataDirOf, ownRedisUrl } from '../../../config/own-redis-url.ts';
import { AuditLog } from '../audit/audit-log.ts';
import type { AccountTools, Changed } from '../auth/account-changes.ts';
import { Accounts } from '../auth/accounts.ts';
import { PasswordHasher } from '../auth/password-hash.ts';
import { Sessions } from '../auth/sessions.ts';
import { DEFAULT_ACCOUNT_SETTINGS } from '../auth/account-settings.ts';

const CONNECT_TIMEOUT_MS = 5_000;

export interface AccountDesk extends AccountTools {
  readonly sessions: Sessions;
  /** Writes down what was done, or why not. */
  write(what: string, target: string, asked: unknown, changed: Changed): Promise<void>;
  close(): void;
}

/** @throws Error in one line, when the Redis does not answer. */
export async function openAccountDesk(environment: NodeJS.ProcessEnv): Promise<AccountDesk> {
  const redis = await connect(environment['REDIS_URL'] || ownRedisUrl(dataDirOf(environment)));
  const [seconds] = await redis.time();
  const aheadMs = Number(seconds) * 1_000 - Date.now();
  const nowMs = () => Math.round(Date.now() + aheadMs);
  const accounts = new Accounts(redis);
  const audit = new AuditLog(redis);
  return {
    accounts,
    sessions: new Sessions(redis, accounts, DEFAULT_ACCOUNT_SETTINGS.limitsOf, nowMs),
    hasher: new PasswordHasher(),
    nowMs,
    write: async (what, target, asked, changed) => {
      const who = `cli:${userInfo().username}`;
      const id = await audit.asked({ atMs: nowMs(), who, from: 'this machine', what, asked });
      const facts = changed.ok ? { before: changed.before, after: changed.after } : {};
      await audit.became(id, { outcome: changed.ok ? 'ok' : changed.reason, target, ...facts });
    },
    close: () => redis.disconnect(),
  };
}

async function connect(url: string | undefined): Promise<Redis> {
  const cure = 'start the wall (npm start), or name its Redis in REDIS_URL';
  if (url === undefined) throw new Error(`no Redis is known here; ${cure}`);
  const redis = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: CONNECT_TIMEOUT_MS,
  });
  let reason = 'no answer';
  redis.on('error', (error: Error) => (reason = error.message));
  try {
    await redis.connect();
    return redis;
  } catch {
    redis.disconnect();
    throw new Error(`the Redis cannot be reached (${reason}); ${cure}`);
  }
}
