/** Attacks on the way to the network: names, addresses and redirects that lead where nobody said they may. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeResolver } from '../../../collector/network/resolve-name.ts';
import type { ExchangeRequest } from '../../../collector/connector.ts';
import { TestNetwork, type WayOptions } from '../../conformance/network.ts';
import { startNameServer, type NameServer } from '../../fixtures/name-server.ts';

/** Where the source may go, and where an attacker wants it to go: the same port, another address. */
const ALLOWED = '127.0.0.1';
const FORBIDDEN = '127.0.0.2';
const cidrs = [`${ALLOWED}/32`];
const SECRET = 'secret-of-the-source';

interface Seen {
  readonly host: string;
  readonly path: string;
  readonly method: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let names: NameServer;
let network: TestNetwork;
let port: number;
const servers: Server[] = [];
let seen: Seen[] = [];

async function listen(host: string, onPort: number): Promise<number> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { url = '', method = '', headers } = request;
      seen.push({ host, path: url, method, headers, body });
      const [, to] = /[?&]to=([^&]*)/.exec(url) ?? [];
      const [, status = '302'] = /[?&]status=(\d+)/.exec(url) ?? [];
      response.setHeader('connection', 'close');
      if (to !== undefined) response.writeHead(Number(status), { location: decodeURIComponent(to) }).end();
      else response.end(`{"host":"${host}"}`);
    });
  });
  server.listen(onPort, host);
  await once(server, 'listening');
  servers.push(server);
  return (server.address() as AddressInfo).port;
}

beforeAll(async () => {
  names = await startNameServer();
  network = new TestNetwork(makeResolver({ servers: [names.address] }));
  port = await listen(ALLOWED, 0);
  await listen(FORBIDDEN, port);
});
afterAll(async () => {
  await network.close();
  await names.close();
  for (const server of servers) server.close();
});
beforeEach(() => {
  seen = [];
});

const at = (host: string, path = '/') => `http://${host}:${port}${path}`;
const redirect = (to: string, status = 302) => `/?status=${status}&to=${encodeURIComponent(to)}`;

function ask(url: string, more: Partial<ExchangeRequest> = {}, options: WayOptions = {}) {
  const { exchange } = network.way({ url }, AbortSignal.timeout(8_000), { cidrs, ...options });
  return exchange({ url, ...more });
}
const hostsSeen = () => [...new Set(seen.map(({ host }) => host))];

describe('an address that the source may not reach', () => {
  it.each([
    FORBIDDEN,
    '2130706434',
    '0x7f000002',
    '0x7f.0.0.2',
    '0177.0.0.2',
    '127.2',
    '[::1]',
    '[::ffff:127.0.0.2]',
    '[::ffff:7f00:2]',
    '[64:ff9b::7f00:2]',
    '[::]',
    '0.0.0.0',
    '0',
  ])('is not dialled: %s', async (host) => {
    await expect(ask(at(host), {}, { cidrs: [] })).rejects.toMatchObject({ reason: 'forbidden-address' });
    await expect(ask(at(host))).rejects.toMatchObject({ reason: 'forbidden-address' });
    expect(seen).toEqual([]);
  });

  it('is not dialled by the name of this machine', async () => {
    for (const host of ['localhost', 'a.localhost'])
      await expect(ask(at(host), {}, { cidrs: [] })).rejects.toMatchObject({ reason: 'forbidden-address' });
    expect(seen).toEqual([]);
  });

  it('is not dialled through a socket either, however it is written', async () => {
    const { dial } = network.way({}, AbortSignal.timeout(5_000), { cidrs });
    names.say('evil.test', { addresses: [FORBIDDEN] });
    for (const host of [FORBIDDEN, '2130706434', '0x7f.2', '::ffff:7f00:2', '::1', 'evil.test'])
      await expect(dial({ host, port })).rejects.toMatchObject({ reason: 'forbidden-address' });
    const socket = await dial({ host: '0x7f.1', port });
    expect(socket.remoteAddress).toBe(ALLOWED);
    socket.destroy();
  });

  it('is dialled when the source names its network', async () => {
    expect((await ask(at(FORBIDDEN), {}, { cidrs: ['127.0.0.0/8'] })).status).toBe(200);
    expect(hostsSeen()).toEqual([FORBIDDEN]);
  });

  it('is not reached over a connection of a source that may', async () => {
    await ask(at(FORBIDDEN), {}, { cidrs: ['127.0.0.0/8'] });
    await expect(ask(at(FORBIDDEN))).rejects.toMatchObject({ reason: 'forbidden-address' });
  });
});

describe('a name', () => {
  it('is dialled at the address that was checked', async () => {
    names.say('good.test', { addresses: [ALLOWED] });
    expect((await ask(at('good.test'))).status).toBe(200);
    expect(seen.map(({ headers }) => headers.host)).toEqual([`good.test:${port}`]);
  });

  it('that means an internal address is refused', async () => {
    for (const [n, address] of [FORBIDDEN, '::1', '::ffff:7f00:2', 'fd00::1', '64:ff9b::7f00:2'].entries()) {
      names.say(`inside-${n}.test`, { addresses: [address] });
      await expect(ask(at(`inside-${n}.test`))).rejects.toMatchObject({ reason: 'forbidden-address' });
    }
    expect(seen).toEqual([]);
  });

  it('that means one good and one forbidden address is refused, whatever their order and family', async () => {
    for (const [n, addresses] of [
      [ALLOWED, FORBIDDEN],
      [FORBIDDEN, ALLOWED],
      [ALLOWED, '::1'],
      [ALLOWED, '::ffff:7f00:2'],
    ].entries()) {
      names.say(`mixed-${n}.test`, { addresses });
      await expect(ask(at(`mixed-${n}.test`))).rejects.toMatchObject({ reason: 'forbidden-address' });
    }
    expect(seen).toEqual([]);
  });

  it('that means another address the second time never reaches it', async () => {
    names.say('rebinding.test', (count) => ({ addresses: [count % 2 === 1 ? ALLOWED : FORBIDDEN] }));
    const outcomes: string[] = [];
    for (let n = 0; n < 6; n += 1)
      outcomes.push(
        await ask(at('rebinding.test')).then(
          () => 'answered',
          (error: { reason: string }) => error.reason,
        ),
      );
    expect(outcomes).toEqual(Array.from({ length: 3 }, () => ['answered', 'forbidden-address']).flat());
    expect(hostsSeen()).toEqual([ALLOWED]);
  });

  it('that does not exist is unreachable', async () => {
    await expect(ask(at('nowhere.test'))).rejects.toMatchObject({
      reason: 'unreachable',
      message: 'its name is not found',
    });
  });

  it('whose server is silent is given up within three seconds', async () => {
    names.say('silent.test', { silent: true });
    const startMs = performance.now();
    await expect(ask(at('silent.test'))).rejects.toMatchObject({ reason: 'unreachable' });
    expect(performance.now() - startMs).toBeLessThan(3_500);
  });

  it('whose server is silent delays no other name', async () => {
    for (let n = 0; n < 8; n += 1) names.say(`dead-${n}.test`, { silent: true });
    names.say('lively.test', { addresses: [ALLOWED] });
    const dead = Array.from({ length: 8 }, (_, n) => ask(at(`dead-${n}.test`)));
    const startMs = performance.now();
    expect((await ask(at('lively.test'))).status).toBe(200);
    expect(performance.now() - startMs).toBeLessThan(1_000);
    for (const outcome of await Promise.allSettled(dead)) expect(outcome.status).toBe('rejected');
  });

  it('does not wait for v6 addresses that never come', async () => {
    names.say('half.test', (_count, type) => (type === 'A' ? { addresses: [ALLOWED] } : { silent: true }));
    const startMs = performance.now();
    expect((await ask(at('half.test'))).status).toBe(200);
    expect(performance.now() - startMs).toBeLessThan(1_000);
  });
});

describe('a connection', () => {
  it('that does not come about ends within the source’s own bound', async () => {
    names.say('slow.test', { addresses: [ALLOWED], delayMs: 700 });
    const startMs = performance.now();
    await expect(ask(at('slow.test'), {}, { limits: { connectTimeoutMs: 200 } })).rejects.toMatchObject({
      reason: 'unreachable',
      message: 'no connection within 200 ms',
    });
    expect(performance.now() - startMs).toBeLessThan(650);
  });
});

describe('an origin', () => {
  it('that nobody named is not asked, even at an address that is allowed', async () => {
    const { exchange } = network.way({ url: at(ALLOWED) }, AbortSignal.timeout(5_000), { cidrs });
    for (const url of [`http://${ALLOWED}:${port + 1}/`, `https://${ALLOWED}:${port}/`, at('other.test')])
      await expect(exchange({ url })).rejects.toMatchObject({ reason: 'forbidden-address' });
    expect(names.questions).not.toContain('A other.test');
  });

  it('may be no file and carry no user', async () => {
    const { exchange } = network.way({}, AbortSignal.timeout(5_000), { cidrs });
    for (const url of [
      'file:///etc/passwd',
      'ftp://a.test/',
      'data:text/plain,x',
      at(`u:${SECRET}@${ALLOWED}`),
    ])
      await expect(exchange({ url })).rejects.toMatchObject({ reason: 'client' });
  });
});

describe('a redirect', () => {
  it('is followed, and relative to where it came from', async () => {
    const answer = await ask(at(ALLOWED, redirect('/there?x=1')));
    expect(answer).toMatchObject({ status: 200, url: at(ALLOWED, '/there?x=1') });
  });

  it.each([
    ['loopback', FORBIDDEN],
    ['a decimal address', '2130706434'],
    ['v6 loopback', '[::1]'],
    ['a mapped address', '[::ffff:7f00:2]'],
  ])('to %s is refused even where its origin is named', async (_name, host) => {
    const origins = [at(host)];
    await expect(ask(at(ALLOWED, redirect(at(host))), {}, { origins })).rejects.toMatchObject({
      reason: 'forbidden-address',
    });
    expect(hostsSeen()).toEqual([ALLOWED]);
  });

  it('to an origin that nobody named is refused', async () => {
    names.say('stranger.test', { addresses: [ALLOWED] });
    await expect(ask(at(ALLOWED, redirect(at('stranger.test'))))).rejects.toMatchObject({
      reason: 'forbidden-address',
    });
    expect(seen).toHaveLength(1);
  });

  it('to a name that was rebound meanwhile is refused', async () => {
    names.say('turning.test', (count) => ({ addresses: [count === 1 ? ALLOWED : FORBIDDEN] }));
    await expect(ask(at('turning.test', redirect('/again')))).rejects.toMatchObject({
      reason: 'forbidden-address',
    });
    expect(hostsSeen()).toEqual([ALLOWED]);
  });

  it('carries credentials to the same origin, and none to another', async () => {
    names.say('friend.test', { addresses: [ALLOWED] });
    const headers = { 'X-SecretKey': SECRET, Cookie: `a=${SECRET}`, accept: 'application/json' };
    const auth = { kind: 'bearer', token: SECRET } as const;
    await ask(at(ALLOWED, redirect('/home')), { headers, auth });
    expect(seen[1]?.headers).toMatchObject({ 'x-secretkey': SECRET, authorization: `Bearer ${SECRET}` });
    seen = [];
    await ask(
      at(ALLOWED, redirect(at('friend.test', redirect(at(ALLOWED, '/back'))))),
      { headers, auth },
      {
        origins: [at('friend.test')],
      },
    );
    expect(seen).toHaveLength(3);
    // What was left behind does not come back either.
    for (const { headers: sent } of seen.slice(1)) expect(JSON.stringify(sent)).not.toContain(SECRET);
    expect(seen[1]?.headers.accept).toBe('application/json');
  });

  it.each([
    [301, 'POST', 'GET', ''],
    [302, 'POST', 'GET', ''],
    [303, 'POST', 'GET', ''],
    [307, 'POST', 'POST', '{"a":1}'],
    [308, 'POST', 'POST', '{"a":1}'],
    [303, 'HEAD', 'HEAD', ''],
    [302, 'HEAD', 'HEAD', ''],
  ])('of %d turns %s into %s', async (status, method, then, sent) => {
    const body = method === 'POST' ? '{"a":1}' : undefined;
    await ask(at(ALLOWED, redirect('/there', status)), { method, body });
    expect(seen[1]).toMatchObject({ method: then, body: sent });
    expect(seen[1]?.headers['content-type']).toBe(sent === '' ? undefined : 'application/json');
  });

  it('never carries a body to another origin', async () => {
    names.say('friend.test', { addresses: [ALLOWED] });
    await expect(
      ask(
        at(ALLOWED, redirect(at('friend.test'), 307)),
        { method: 'POST', body: SECRET },
        {
          origins: [at('friend.test')],
        },
      ),
    ).rejects.toMatchObject({ reason: 'client' });
    expect(seen).toHaveLength(1);
  });

  it('is followed five times and no more', async () => {
    const chain = (left: number): string => (left === 0 ? '/end' : redirect(chain(left - 1)));
    expect((await ask(at(ALLOWED, chain(5)))).status).toBe(200);
    await expect(ask(at(ALLOWED, chain(6)))).rejects.toMatchObject({ reason: 'client' });
    await expect(ask(at(ALLOWED, chain(1)), {}, { limits: { maxRedirects: 0 } })).rejects.toMatchObject({
      reason: 'client',
    });
  });
});
