/** What the environment says of access: who may look, how long sessions last, from where admins act, whom to believe addresses of. */
import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import type { Role } from '../../../shared/account/role.ts';
import type { SessionLimits } from './sessions.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A wall or a leader's tablet looks on for weeks with nobody before it, and can change nothing. */
const VIEWER_LIFE_MS = 30 * 24 * HOUR_MS;

const list = (text: string) => text.split(/[\s,]+/).filter((part) => part !== '');
const networksSchema = z
  .string()
  .default('')
  .transform(list)
  .refine((all) => all.every((one) => networkOf(one) !== undefined), {
    error: 'addresses or networks such as 10.0.0.5 or 10.20.0.0/16, parted by commas',
  });

/** Variables of the environment, beside those of settings.ts. */
export const accountVariables = {
  VIEWING: z.enum(['anyone', 'sign-in']).default('anyone').meta({
    description: 'Who may look: anyone who reaches this address, or whoever signs in.',
  }),
  SESSION_IDLE_MINUTES: z.coerce.number().int().min(5).max(1_440).default(60).meta({
    description: 'An operator or admin who was not at the page for this long signs in again.',
  }),
  SESSION_HOURS: z.coerce.number().int().min(1).max(24).default(12).meta({
    description: 'A session of an operator or admin ends after this, whatever happens.',
  }),
  ADMIN_ADDRESSES: networksSchema.meta({
    description: 'Where admins may act from; none: from anywhere.',
  }),
  TRUSTED_PROXIES: networksSchema.meta({
    description:
      'Proxies whose X-Forwarded-For names the client: for the audit, and for the limits on guessing.',
  }),
};

export interface AccountSettings {
  readonly viewing: 'anyone' | 'sign-in';
  readonly limitsOf: (role: Role) => SessionLimits;
  readonly isAdminAddress: (address: string) => boolean;
  readonly trustedProxies: readonly string[];
}

type Variables = z.output<z.ZodObject<typeof accountVariables>>;

export function accountSettings(variables: Variables): AccountSettings {
  const { VIEWING, SESSION_IDLE_MINUTES, SESSION_HOURS, ADMIN_ADDRESSES, TRUSTED_PROXIES } = variables;
  const acting = { idleMs: SESSION_IDLE_MINUTES * MINUTE_MS, lifeMs: SESSION_HOURS * HOUR_MS };
  const looking = { idleMs: VIEWER_LIFE_MS, lifeMs: VIEWER_LIFE_MS };
  return {
    viewing: VIEWING,
    limitsOf: (role) => (role === 'viewer' ? looking : acting),
    isAdminAddress: inNetworks(ADMIN_ADDRESSES),
    trustedProxies: TRUSTED_PROXIES,
  };
}

/** What an environment that says nothing means. */
export const DEFAULT_ACCOUNT_SETTINGS: AccountSettings = accountSettings(
  z.object(accountVariables).parse({}),
);

/** No network named: every address. */
function inNetworks(networks: readonly string[]): (address: string) => boolean {
  if (networks.length === 0) return () => true;
  const listed = new BlockList();
  for (const one of networks) {
    const network = networkOf(one);
    if (network !== undefined) listed.addSubnet(network.address, network.bits, network.family);
  }
  return (address) => {
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
    const family = isIP(plain);
    return family !== 0 && listed.check(plain, family === 4 ? 'ipv4' : 'ipv6');
  };
}

function networkOf(text: string) {
  const [address = '', bitsText, ...more] = text.split('/');
  const family = isIP(address);
  const most = family === 4 ? 32 : 128;
  const bits = bitsText === undefined ? most : /^\d{1,3}$/.test(bitsText) ? Number(bitsText) : Number.NaN;
  if (family === 0 || more.length > 0 || !(bits <= most)) return undefined;
  return { address, bits, family: family === 4 ? ('ipv4' as const) : ('ipv6' as const) };
}
