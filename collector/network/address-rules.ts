/** Which addresses an upstream may have. Internal ones are refused unless the source names their network. Pure. */
import { BlockList, isIPv6 } from 'node:net';

/** Networks that are never public: RFC 6890 and its registry of special-purpose addresses. */
const INTERNAL_NETWORKS = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  '::1/128',
  // Those that carry a v4 address inside are refused as such: nobody needs them to reach a public upstream.
  '::ffff:0:0/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
] as const;

export type AddressVerdict = 'public' | 'allowed' | 'forbidden';

function listOf(cidrs: readonly string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [network = '', bits = ''] = cidr.split('/');
    list.addSubnet(network, Number(bits), isIPv6(network) ? 'ipv6' : 'ipv4');
  }
  return list;
}

const INTERNAL = listOf(INTERNAL_NETWORKS);
const MAPPED_V4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** @param cidrs internal networks that the source may reach. */
export function makeAddressRule(cidrs: readonly string[]): (address: string) => AddressVerdict {
  const allowed = listOf(cidrs);
  return (given) => {
    // A mapped address reaches the v4 host, so the rule for that host decides.
    const address = MAPPED_V4.exec(given)?.[1] ?? given;
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (allowed.check(address, family)) return 'allowed';
    return INTERNAL.check(address, family) ? 'forbidden' : 'public';
  };
}
