/** Which addresses an upstream may have. Internal ones are refused unless the source names their network. Pure. */
import { BlockList, isIP, isIPv6 } from 'node:net';

/** Networks of v4 that are never public: RFC 6890 and its registry of special-purpose addresses. */
const INTERNAL_V4 = [
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
] as const;
/** Of v6 only this is given out to the public … */
const GLOBAL_V6 = ['2000::/3'] as const;
/** … but for these: protocols, tunnels that carry a v4 address inside, documentation. */
const INTERNAL_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'] as const;

export type AddressVerdict = 'public' | 'allowed' | 'forbidden';
export type AddressRule = (address: string) => AddressVerdict;

function listOf(cidrs: readonly string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [network = '', bits = ''] = cidr.split('/');
    list.addSubnet(network, Number(bits), isIPv6(network) ? 'ipv6' : 'ipv4');
  }
  return list;
}

const INTERNAL = listOf([...INTERNAL_V4, ...INTERNAL_V6]);
const GLOBAL = listOf(GLOBAL_V6);

/** `::ffff:a.b.c.d`, and `64:ff9b::a.b.c.d` of translators to v4 (RFC 6052), as the URL standard writes them. */
const MAPPED_V4 = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;
const TRANSLATED_V4 = /^64:ff9b::(?:([0-9a-f]{1,4}):)?([0-9a-f]{1,4})$/;

function v4Of([, high = '0', low = '0']: readonly string[]): string {
  const bits = Number.parseInt(high, 16) * 65_536 + Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => Math.floor(bits / 2 ** shift) % 256).join('.');
}

/** The one spelling of a v6 address, without the zone of an interface. */
function canonicalV6(address: string): string {
  const [plain = ''] = address.split('%');
  return new URL(`http://[${plain}]`).hostname.slice(1, -1);
}

/**
 * The address that a host means without any look-up, in its one spelling: `127.0.0.1` for `2130706433`, `0x7f.1` and
 * `0177.0.0.1` too. Undefined for a name.
 */
export function addressOf(host: string): string | undefined {
  const bare = host.startsWith('[') ? host.slice(1, -1) : host;
  if (isIPv6(bare)) return canonicalV6(bare);
  const url = `http://${bare}`;
  const read = URL.canParse(url) ? new URL(url).hostname : bare;
  return isIP(read) === 0 ? undefined : read;
}

/** @param cidrs internal networks that the source may reach. */
export function makeAddressRule(cidrs: readonly string[]): AddressRule {
  const allowed = listOf(cidrs);
  const verdictV4 = (address: string): AddressVerdict => {
    if (allowed.check(address, 'ipv4')) return 'allowed';
    return INTERNAL.check(address, 'ipv4') ? 'forbidden' : 'public';
  };
  const verdictV6 = (address: string): AddressVerdict => {
    const mapped = MAPPED_V4.exec(address);
    // It reaches the v4 host; no public upstream needs to be written so.
    if (mapped !== null) return verdictV4(v4Of(mapped)) === 'allowed' ? 'allowed' : 'forbidden';
    const isAllowed = allowed.check(address, 'ipv6');
    const translated = TRANSLATED_V4.exec(address);
    if (translated !== null)
      return isAllowed && verdictV4(v4Of(translated)) !== 'forbidden' ? 'allowed' : 'forbidden';
    if (isAllowed) return 'allowed';
    return GLOBAL.check(address, 'ipv6') && !INTERNAL.check(address, 'ipv6') ? 'public' : 'forbidden';
  };
  return (given) => {
    const address = addressOf(given);
    // What is no address cannot be judged.
    if (address === undefined) return 'forbidden';
    return isIPv6(address) ? verdictV6(address) : verdictV4(address);
  };
}
