/**
 * Sessions in Redis, kept by the hash of their token: any display server knows them, and the store gives none away. One
 * ends by itself when idle or old, and at once with its account's generation.
 */
import type { Redis } from 'ioredis';
import type { Role } from '../../../shared/account/role.ts';
import { redisKeys } from '../../../shared/redis-keys.ts';
import { isUsable, mustChange, type Account, type Accounts } from './accounts.ts';
import { newToken, TOKEN, tokenId } from './tokens.ts';

/** Most sessions of one account; the one that would end first goes. */
const MAX_OF_ACCOUNT = 20;
/** What is kept of a browser's name, letters. */
const MAX_AGENT = 200;

export interface SessionLimits {
  /** Without a person at the page, ms. */
  readonly idleMs: number;
  /** Whatever happens, ms. */
  readonly lifeMs: number;
}

interface StoredSession {
  readonly account: string;
  readonly generation: number;
  readonly from: string;
  readonly agent: string;
  readonly createdAtMs: number;
  readonly untilMs: number;
}

/** A session that stands, with the account as it is now. */
export interface Session {
  readonly id: string;
  readonly account: string;
  readonly fullName: string;
  readonly role: Role;
  readonly mustChange: boolean;
  readonly from: string;
  readonly agent: string;
  readonly createdAtMs: number;
  readonly untilMs: number;
}

/** KEYS: session. ARGV: idle ms, now. Only ever up to the session's own end. */
const TOUCH_SCRIPT = `
local text = redis.call('GET', KEYS[1])
if not text then return 0 end
local untilMs = tonumber(string.match(text, '"untilMs":(%d+)'))
redis.call('PEXPIRE', KEYS[1], math.max(1, math.min(tonumber(ARGV[1]), untilMs - tonumber(ARGV[2]))))
return 1
`;

export class Sessions {
  /** @param limitsOf how long a session of a role lasts. @param nowMs Redis's clock. */
  constructor(
    private readonly redis: Redis,
    private readonly accounts: Pick<Accounts, 'findAll'>,
    private readonly limitsOf: (role: Role) => SessionLimits,
    private readonly nowMs: () => number,
  ) {}

  /** @returns the token, which is known to nobody else from now on. */
  async open(
    { name, role, generation }: Account,
    { from, agent }: { readonly from: string; readonly agent: string },
  ): Promise<string> {
    const token = newToken();
    const id = tokenId(token);
    const nowMs = this.nowMs();
    const { idleMs, lifeMs } = this.limitsOf(role);
    const untilMs = nowMs + lifeMs;
    const session: StoredSession = {
      account: name,
      generation,
      from,
      agent: agent.slice(0, MAX_AGENT),
      createdAtMs: nowMs,
      untilMs,
    };
    const listed = redisKeys.sessionsOf(name);
    await done(
      this.redis
        .multi()
        .set(redisKeys.session(id), JSON.stringify(session), 'PX', Math.min(idleMs, lifeMs))
        .zremrangebyscore(listed, '-inf', nowMs)
        .zadd(listed, untilMs, id)
        .pexpireat(listed, untilMs),
    );
    const surplus = await this.redis.zrange(listed, 0, String(-MAX_OF_ACCOUNT - 1));
    for (const old of surplus) await this.close(name, old);
    return token;
  }

  /** Undefined: there is none, or it has ended. */
  async find(token: string | undefined): Promise<Session | undefined> {
    if (token === undefined || !TOKEN.test(token)) return undefined;
    const id = tokenId(token);
    return (await this.standing([id])).get(id);
  }

  /** Those of the ids that stand, by id: neither ended, nor of a disabled account, nor of an earlier generation. */
  async standing(ids: readonly string[]): Promise<Map<string, Session>> {
    if (ids.length === 0) return new Map();
    const texts = await this.redis.mget(...ids.map((id) => redisKeys.session(id)));
    const stored = ids.flatMap((id, at) => {
      const text = texts[at];
      return typeof text === 'string' ? [{ id, ...(JSON.parse(text) as StoredSession) }] : [];
    });
    const names = [...new Set(stored.map(({ account }) => account))];
    const found = new Map((await this.accounts.findAll(names)).map((one, at) => [names[at], one]));
    const nowMs = this.nowMs();
    return new Map(
      stored.flatMap(({ generation, ...session }) => {
        const account = found.get(session.account);
        const stands =
          account !== undefined &&
          account.generation === generation &&
          isUsable(account, nowMs) &&
          nowMs < session.untilMs;
        if (!stands) return [];
        const { fullName, role } = account;
        return [
          [session.id, { ...session, fullName, role, mustChange: mustChange(account, nowMs) }] as const,
        ];
      }),
    );
  }

  /** Somebody was at the page: the session's idle time begins anew. */
  async touch({ id, role }: Pick<Session, 'id' | 'role'>): Promise<void> {
    const { idleMs } = this.limitsOf(role);
    await this.redis.eval(TOUCH_SCRIPT, 1, redisKeys.session(id), idleMs, this.nowMs());
  }

  async close(account: string, id: string): Promise<void> {
    await done(this.redis.multi().del(redisKeys.session(id)).zrem(redisKeys.sessionsOf(account), id));
  }

  /** Those of the accounts that stand, newest first. */
  async list(accounts: readonly string[]): Promise<Session[]> {
    const lists = await Promise.all(
      accounts.map((name) => this.redis.zrange(redisKeys.sessionsOf(name), 0, '-1')),
    );
    const standing = await this.standing(lists.flat());
    return [...standing.values()].toSorted((a, b) => b.createdAtMs - a.createdAtMs);
  }
}

/** A transaction of which a part failed has failed. */
async function done(transaction: ReturnType<Redis['multi']>): Promise<void> {
  const failed = (await transaction.exec())?.find(([error]) => error !== null);
  if (failed?.[0]) throw failed[0];
}
