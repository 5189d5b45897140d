/** The accounts in Redis. One changes only if it is still what was read: two admins at one moment lose nothing. */
import type { Redis } from 'ioredis';
import { MAX_PASSWORD_AGE_MS } from '../../../shared/account/password-rule.ts';
import type { Role } from '../../../shared/account/role.ts';
import { redisKeys } from '../../../shared/redis-keys.ts';

/** A one-time password that nobody used is void after this, ms. */
export const ONE_TIME_LASTS_MS = 72 * 3_600_000;
/** Most accounts: a province has tens. */
const MAX_ACCOUNTS = 1_000;
/** A change that was overtaken is tried again, so often. */
const TRIES = 5;

export interface Account {
  readonly name: string;
  readonly fullName: string;
  readonly role: Role;
  /** As Argon2 writes it, cost and salt included. */
  readonly passwordHash: string;
  readonly passwordSetAtMs: number;
  /** Given by somebody else: good for one sign-in, until then. */
  readonly oneTimeUntilMs?: number | undefined;
  readonly isDisabled: boolean;
  /** Sessions of an earlier generation are void: it grows with whatever must end them. */
  readonly generation: number;
  readonly createdAtMs: number;
}

/** KEYS: accounts. ARGV: name, what stood there, what shall. @returns 1, or 0: it is another by now. */
const REPLACE_SCRIPT = `
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
`;

/** KEYS: accounts, first-login. ARGV: name, account, most accounts, whether it must be the first ever. */
const CREATE_SCRIPT = `
if ARGV[4] == '1' and (redis.call('EXISTS', KEYS[2]) == 1 or redis.call('HLEN', KEYS[1]) > 0) then return 'exists' end
if redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[3]) then return 'full' end
if redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2]) == 0 then return 'exists' end
redis.call('SET', KEYS[2], ARGV[1], 'NX')
return 'created'
`;

export type AccountChange = 'changed' | 'unknown' | 'overtaken';

export class Accounts {
  constructor(private readonly redis: Redis) {}

  async find(name: string): Promise<Account | undefined> {
    const text = await this.redis.hget(redisKeys.accounts(), name);
    return text === null ? undefined : (JSON.parse(text) as Account);
  }

  /** Each as it stands, or undefined; in the order of the names. */
  async findAll(names: readonly string[]): Promise<(Account | undefined)[]> {
    if (names.length === 0) return [];
    const texts = await this.redis.hmget(redisKeys.accounts(), ...names);
    return texts.map((text) => (typeof text === 'string' ? (JSON.parse(text) as Account) : undefined));
  }

  /** By name. */
  async list(): Promise<Account[]> {
    const texts = await this.redis.hvals(redisKeys.accounts());
    return texts
      .map((text) => JSON.parse(text) as Account)
      .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }

  /** When each account was last signed in to, ms, by name. */
  async lastSignIns(): Promise<Map<string, number>> {
    const said = Object.entries(await this.redis.hgetall(redisKeys.lastSignIns()));
    return new Map(said.map(([name, text]) => [name, Number(text)]));
  }

  async noteSignIn(name: string, atMs: number): Promise<void> {
    await this.redis.hset(redisKeys.lastSignIns(), name, atMs);
  }

  /** @param isFirst made only where there never was an account. */
  async create(account: Account, isFirst = false): Promise<'created' | 'exists' | 'full'> {
    const keys = [redisKeys.accounts(), redisKeys.firstLogin()];
    const text = JSON.stringify(account);
    const said = await this.redis.eval(
      CREATE_SCRIPT,
      keys.length,
      ...keys,
      account.name,
      text,
      MAX_ACCOUNTS,
      isFirst ? '1' : '0',
    );
    return said as 'created' | 'exists' | 'full';
  }

  /** @param change of the account as it stands; called anew when another change came between. */
  async change(name: string, change: (account: Account) => Account): Promise<AccountChange> {
    for (let tried = 0; tried < TRIES; tried += 1) {
      const text = await this.redis.hget(redisKeys.accounts(), name);
      if (text === null) return 'unknown';
      const next = JSON.stringify(change(JSON.parse(text) as Account));
      const replaced = await this.redis.eval(REPLACE_SCRIPT, 1, redisKeys.accounts(), name, text, next);
      if (replaced === 1) return 'changed';
    }
    return 'overtaken';
  }
}

/** Whether whoever signs in must change the password before anything else. */
export function mustChange({ oneTimeUntilMs, passwordSetAtMs }: Account, nowMs: number): boolean {
  return oneTimeUntilMs !== undefined || nowMs - passwordSetAtMs >= MAX_PASSWORD_AGE_MS;
}

/** Whether the account may be signed in to at all. */
export function isUsable({ isDisabled, oneTimeUntilMs }: Account, nowMs: number): boolean {
  return !isDisabled && (oneTimeUntilMs === undefined || nowMs < oneTimeUntilMs);
}
