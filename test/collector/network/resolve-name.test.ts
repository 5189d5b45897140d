import { afterAll, beforeAll, expect, it } from 'vitest';
import { addressesInHosts, makeResolver, searchDomains } from '../../../collector/network/resolve-name.ts';
import { startNameServer, type NameServer } from '../../fixtures/name-server.ts';

let names: NameServer;
beforeAll(async () => {
  names = await startNameServer();
});
afterAll(() => names.close());

it('finds a name of the hosts file as the system does', () => {
  const hosts =
    '# local\n127.0.0.1 localhost\n10.1.0.7\this.local HIS # ours\n::1 ip6-localhost localhost\nbad line\n';
  expect(addressesInHosts(hosts, 'his')).toEqual([{ address: '10.1.0.7', family: 4 }]);
  expect(addressesInHosts(hosts, 'localhost')).toEqual([
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ]);
  expect(addressesInHosts(hosts, 'ours')).toEqual([]);
});

it('reads the search domains of the system', () => {
  expect(searchDomains('nameserver 10.0.0.1\nsearch langson.gov.vn tinh.local # x\n')).toEqual([
    'langson.gov.vn',
    'tinh.local',
  ]);
  expect(searchDomains('nameserver 10.0.0.1\n')).toEqual([]);
});

it('gives every address of a name, of both kinds, and asks anew each time', async () => {
  const resolve = makeResolver({ servers: [names.address] });
  names.say('both.test', (count) => ({ addresses: [`192.0.2.${count}`, '192.0.2.9', `2001:db8::${count}`] }));
  for (const count of [1, 2])
    expect(await resolve('Both.Test.')).toEqual([
      { address: `192.0.2.${count}`, family: 4 },
      { address: '192.0.2.9', family: 4 },
      { address: `2001:db8::${count}`, family: 6 },
    ]);
});

it('gives v6 addresses where there are no others', async () => {
  names.say('six.test', { addresses: ['2001:db8::6'] });
  const resolve = makeResolver({ servers: [names.address] });
  expect(await resolve('six.test')).toEqual([{ address: '2001:db8::6', family: 6 }]);
});

it('never names the host when it fails', async () => {
  const resolve = makeResolver({ servers: [names.address] });
  await expect(resolve('secret-name.test')).rejects.toMatchObject({
    reason: 'unreachable',
    message: 'its name is not found',
  });
});
