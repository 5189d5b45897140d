/**
 * How often passwords may be guessed. Counted before a password is looked at, so that many at one moment are counted too,
 * and given back to whoever was right. A stranger's guesses stop that stranger, and at last all strangers, at an account;
 * a browser that was signed in to it before has a count of its own, so that nobody can shut others out (OWASP, "Slow Down
 * Online Guessing Attacks with Device Cookies").
 */
import { isIPv6 } from 'node:net';
import type { Redis } from 'ioredis';
import { redisKeys } from '../../../shared/redis-keys.ts';
import { newToken, TOKEN, tokenId } from './tokens.ts';

/** Wrong passwords are counted over this, from the first, ms. */
export const GUESS_WINDOW_MS = 15 * 60_000;
/** At one account from one address: whoever forgot has tried what came to mind. */
export const MAX_FROM_ONE = 5;
/** From one address at all accounts: an office behind one address makes some mistakes. */
export const MAX_OF_ADDRESS = 30;
/** At one account from all strangers together: it takes twenty addresses to come here. */
export const MAX_OF_STRANGERS = 100;
/** From a browser that was signed in to the account before. */
export const MAX_OF_DEVICE = 10;
/** A browser is remembered this long after its last sign-in, ms. */
export const DEVICE_LASTS_MS = 90 * 86_400_000;

/** KEYS: counters. ARGV: window ms, then the most of each. @returns 0: counted; or ms until the fullest empties. */
const TAKE_SCRIPT = `
local waitMs = 0
for at, key in ipairs(KEYS) do
  if tonumber(redis.call('GET', key) or '0') >= tonumber(ARGV[at + 1]) then
    waitMs = math.max(waitMs, redis.call('PTTL', key), 1)
  end
end
if waitMs > 0 then return waitMs end
for _, key in ipairs(KEYS) do
  if redis.call('INCR', key) == 1 then redis.call('PEXPIRE', key, ARGV[1]) end
end
return 0
`;

/** KEYS: counters. Those whose time has run out meanwhile stay away. */
const GIVE_BACK_SCRIPT = `
for _, key in ipairs(KEYS) do
  if redis.call('EXISTS', key) == 1 and redis.call('DECR', key) <= 0 then redis.call('DEL', key) end
end
return 1
`;

interface Guess {
  readonly account: string;
  /** Address of the client. */
  readonly from: string;
  /** What the browser remembers of an earlier sign-in. */
  readonly device: string | undefined;
}

export type Taken =
  | { readonly state: 'counted'; readonly giveBack: () => Promise<void> }
  | {
      readonly state: 'too-many';
      readonly waitMs: number;
      /** The first one that was turned away from this address of late. */
      readonly isNews: boolean;
    };

export class Guesses {
  constructor(private readonly redis: Redis) {}

  async take(guess: Guess): Promise<Taken> {
    const counters = (await this.isKnown(guess)) ? deviceCounters(guess) : strangerCounters(guess);
    const keys = counters.map(({ key }) => key);
    const limits = counters.map(({ most }) => most);
    const waitMs = Number(
      await this.redis.eval(TAKE_SCRIPT, keys.length, ...keys, GUESS_WINDOW_MS, ...limits),
    );
    if (waitMs > 0) {
      const told = redisKeys.guesses('told', tokenId(networkOf(guess.from)));
      const isNews = (await this.redis.set(told, '1', 'PX', waitMs, 'NX')) === 'OK';
      return { state: 'too-many', waitMs, isNews };
    }
    return {
      state: 'counted',
      giveBack: async () => void (await this.redis.eval(GIVE_BACK_SCRIPT, keys.length, ...keys)),
    };
  }

  /** @returns what the browser shall remember. */
  async remember(account: string): Promise<string> {
    const device = newToken();
    await this.redis.set(redisKeys.device(tokenId(device)), account, 'PX', DEVICE_LASTS_MS);
    return device;
  }

  /** A browser's word is replaced by the next one. */
  async forget(device: string | undefined): Promise<void> {
    if (device !== undefined && TOKEN.test(device)) await this.redis.del(redisKeys.device(tokenId(device)));
  }

  private async isKnown({ account, device }: Guess): Promise<boolean> {
    if (device === undefined || !TOKEN.test(device)) return false;
    return (await this.redis.get(redisKeys.device(tokenId(device)))) === account;
  }
}

interface Counter {
  readonly key: string;
  readonly most: number;
}

/** Names may be anything that was typed: of each only its hash is in a key. */
function strangerCounters({ account, from }: Guess): Counter[] {
  const network = networkOf(from);
  return [
    { key: redisKeys.guesses('one', tokenId(`${account} ${network}`)), most: MAX_FROM_ONE },
    { key: redisKeys.guesses('address', tokenId(network)), most: MAX_OF_ADDRESS },
    { key: redisKeys.guesses('account', tokenId(account)), most: MAX_OF_STRANGERS },
  ];
}

function deviceCounters({ device = '' }: Guess): Counter[] {
  return [{ key: redisKeys.guesses('device', tokenId(device)), most: MAX_OF_DEVICE }];
}

/** Whoever has one IPv6 address has a whole /64 of them. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('::');
  const start = head === '' ? [] : head.split(':');
  const end = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros =
    tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - start.length - end.length) }, () => '0');
  const groups = [...start, ...zeros, ...end].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
