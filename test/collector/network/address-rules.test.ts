import { describe, expect, it } from 'vitest';
import { addressOf, makeAddressRule } from '../../../collector/network/address-rules.ts';

const strict = makeAddressRule([]);

describe('an address without a permission', () => {
  it.each([
    ['loopback', '127.0.0.1'],
    ['all of loopback', '127.255.1.9'],
    ['unspecified', '0.0.0.0'],
    ['private, 10', '10.1.2.3'],
    ['private, 172.16', '172.31.255.255'],
    ['private, 192.168', '192.168.1.1'],
    ['link-local, where clouds keep their secrets', '169.254.169.254'],
    ['of a carrier', '100.64.0.1'],
    ['multicast', '224.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['decimal', '2130706433'],
    ['hexadecimal', '0x7f000001'],
    ['hexadecimal in parts', '0x7f.0.0.1'],
    ['octal', '0177.0.0.1'],
    ['short', '127.1'],
    ['v6 loopback', '::1'],
    ['v6 unspecified', '::'],
    ['v6 in brackets', '[::1]'],
    ['v6 written in full', '0:0:0:0:0:0:0:1'],
    ['v6 link-local', 'fe80::1'],
    ['v6 link-local with its interface', 'fe80::1%eth0'],
    ['v6 unique local', 'fd12:3456::1'],
    ['v6 site-local of old', 'fec0::1'],
    ['v6 multicast', 'ff02::1'],
    ['v4-mapped', '::ffff:127.0.0.1'],
    ['v4-mapped in hexadecimal', '::ffff:7f00:1'],
    ['v4-mapped written in full', '0:0:0:0:0:ffff:7f00:0001'],
    ['v4-mapped of a public address, which nobody needs', '::ffff:93.184.216.34'],
    ['v4-compatible', '::127.0.0.1'],
    ['NAT64', '64:ff9b::127.0.0.1'],
    ['NAT64 of a local network', '64:ff9b:1::127.0.0.1'],
    ['6to4', '2002:7f00:1::'],
    ['Teredo', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
    ['documentation', '2001:db8::1'],
    ['no address at all', 'upstream.example'],
  ])('is refused: %s', (_name, address) => {
    expect(strict(address)).toBe('forbidden');
  });

  it.each(['93.184.216.34', '8.8.8.8', '172.32.0.1', '2606:2800:220:1::1', '2400:cb00::1'])(
    'is public: %s',
    (address) => {
      expect(strict(address)).toBe('public');
    },
  );
});

describe('a source that names a network', () => {
  it('reaches that network and no other', () => {
    const rule = makeAddressRule(['10.1.0.0/16', 'fd00:1::/32']);
    expect(['10.1.255.255', '::ffff:10.1.0.1', 'fd00:1::9'].map(rule)).toEqual([
      'allowed',
      'allowed',
      'allowed',
    ]);
    expect(['10.2.0.0', '127.0.0.1', '::ffff:10.2.0.1', 'fd00:2::1'].map(rule)).toEqual(
      Array.from({ length: 4 }, () => 'forbidden'),
    );
  });

  it('reaches public hosts behind a translator it names, and never an internal one behind it', () => {
    const rule = makeAddressRule(['64:ff9b::/96']);
    expect(rule('64:ff9b::8.8.8.8')).toBe('allowed');
    expect(rule('64:ff9b::10.0.0.1')).toBe('forbidden');
  });
});

it('reads an address in all its spellings, and no name for one', () => {
  expect(
    ['0x7f.1', '2130706433', '[::1]', '::FFFF:7F00:1', 'a.example', '1.2.3.4.example'].map(addressOf),
  ).toEqual(['127.0.0.1', '127.0.0.1', '::1', '::ffff:7f00:1', undefined, undefined]);
});
