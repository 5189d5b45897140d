import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connector } from '../../../collector/connectors/uptime.ts';
import { freePort } from '../../../collector/store/free-port.ts';
import { DEBIAN_SERVERS, hasServer } from '../../fixtures/debian-servers.ts';
import { startServerProcess, type ServerProcess } from '../../fixtures/server-process.ts';
import { TestAuthority, type Certificate } from '../../fixtures/test-authority.ts';
import { drips, pours, says, saysLast, startLineServer } from '../../conformance/line-server.ts';
import { describeProbe, EACH_TIMEOUT_MS, probe, rowsOf } from '../../conformance/probe.ts';

const SECRET = 's3cr3t-of-the-source';
type Target = { place: string; url: string; statuses?: number[]; addresses?: string[] };
const settings = (targets: Target[], more: object = {}) => connector.settings.parse({ targets, ...more });
const ask = async (targets: Target[], more: object = {}) =>
  rowsOf(await probe({ connector, places: [] }, settings(targets, more)));
const of = (status: number, word = 'Whatever') => `HTTP/1.1 ${status} ${word}\r\ncontent-length: 0\r\n\r\n`;
const isStatus = (status: number) => ({
  deed: says(of(status)),
  tells: { place: 'he-thong', up: false, reason: 'status', status },
});

describeProbe({
  connector,
  places: [],
  secrets: [SECRET, '127.0.0.1'],
  settingsFor: (port) =>
    settings([{ place: 'he-thong', url: `http://127.0.0.1:${port}/song?khoa=${SECRET}` }], {
      eachTimeoutMs: EACH_TIMEOUT_MS,
    }),
  cases: {
    happy: {
      deed: says(of(200)),
      tells: { place: 'he-thong', up: true, reason: 'ok', status: 200, certificateDaysLeft: null },
    },
    unauthorized: isStatus(401),
    forbidden: isStatus(403),
    crowded: isStatus(429),
    'server error': isStatus(503),
    drip: { deed: drips(of(200)), tells: { up: false, reason: 'timeout' } },
    malformed: { deed: saysLast('SSH-2.0-OpenSSH_9.2\r\n'), tells: { up: false, reason: 'malformed' } },
    truncated: { deed: saysLast('HTTP/1.1 20'), tells: { up: false, reason: 'unreachable' } },
    'wrong charset': { skipped: 'a status line has no letters whose meaning could be mistaken' },
    huge: {
      deed: pours('HTTP/1.1 200 OK\r\nx: ', 'a'.repeat(10_000)),
      tells: { up: false, reason: 'too-large' },
    },
    empty: { deed: saysLast(''), tells: { up: false, reason: 'unreachable' } },
    partial: { skipped: 'only the first line of the answer is read, so there is no part of it' },
  },
});

describe('uptime', () => {
  it('asks every target, in the order of the settings, though some are dead', async () => {
    const good = await startLineServer(says(of(204)));
    const closed = await startLineServer(() => {});
    await closed.close();
    const rows = await ask([
      { place: 'mot', url: `http://127.0.0.1:${closed.port}/` },
      { place: 'hai', url: `http://127.0.0.1:${good.port}/` },
      { place: 'ba', url: `tcp://127.0.0.1:${closed.port}` },
      { place: 'bon', url: `tcp://127.0.0.1:${good.port}` },
    ]);
    await good.close();
    expect(rows.map(({ place, up, reason }) => [place, up, reason])).toEqual([
      ['mot', false, 'unreachable'],
      ['hai', true, 'ok'],
      ['ba', false, 'unreachable'],
      ['bon', true, 'ok'],
    ]);
    expect(Number(rows[1]!['answeredMs'])).toBeGreaterThanOrEqual(0);
  });

  it('takes the statuses that the settings name for up, and no other', async () => {
    const server = await startLineServer(says(of(401)));
    const url = `http://127.0.0.1:${server.port}/`;
    const rows = await ask([
      { place: 'mot', url, statuses: [401] },
      { place: 'hai', url, statuses: [200] },
    ]);
    await server.close();
    expect(rows.map(({ up }) => up)).toEqual([true, false]);
  });

  it('has no more questions under way at once than it may', async () => {
    let most = 0;
    const server = await startLineServer((socket) => {
      most = Math.max(most, server.open());
      setTimeout(() => socket.end(of(200)), 40);
    });
    const targets = Array.from({ length: 12 }, (_, at) => ({
      place: `so-${at}`,
      url: `http://127.0.0.1:${server.port}/`,
    }));
    const rows = await ask(targets, { atOnce: 3 });
    await server.close();
    expect(rows.every(({ up }) => up)).toBe(true);
    expect(most).toBeGreaterThan(1);
    // One that has answered may not have hung up yet.
    expect(most).toBeLessThanOrEqual(6);
  });

  it('names the target that it may not ask, and tells of the others', async () => {
    const server = await startLineServer(says(of(200)));
    const answer = await probe(
      { connector, places: [] },
      settings([
        { place: 'mot', url: `http://127.0.0.1:${server.port}/` },
        { place: 'hai', url: 'http://10.0.0.1/' },
      ]),
    );
    await server.close();
    expect(rowsOf(answer).map(({ place }) => place)).toEqual(['mot']);
    expect(answer).toMatchObject({ refused: [expect.stringMatching(/^hai: .*network\.cidrs/)] });
  });

  it.each(['ftp://may/tep', 'tcp://may', 'dns://may', 'dns://may/ten?type=MX', 'may:80', ''])(
    'refuses %s as an address when it is configured',
    (url) => {
      expect(connector.settings.safeParse({ targets: [{ place: 'a', url }] }).success).toBe(false);
    },
  );
});

describe.skipIf(!hasServer('nginx'))('uptime of pages on a real nginx', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wall-nginx-tls-'));
  let authority: TestAuthority;
  let stranger: TestAuthority;
  let nginx: ServerProcess;
  const ports = new Map<string, number>();
  const urlOf = (name: string) => `https://127.0.0.1:${ports.get(name)}/`;

  beforeAll(async () => {
    authority = new TestAuthority();
    stranger = new TestAuthority('Somebody else');
    const here = 'IP:127.0.0.1';
    const certificates: Record<string, Certificate> = {
      good: authority.issue('good', here, -1, 20.5),
      expired: authority.issue('expired', here, -30, -2),
      tomorrow: authority.issue('tomorrow', here, 1, 30),
      elsewhere: authority.issue('elsewhere', 'DNS:khac.example.vn', -1, 30),
      strange: stranger.issue('strange', here, -1, 30),
      own: authority.selfSigned('own', '/CN=own'),
    };
    const servers: string[] = [];
    for (const [name, { cert, key }] of Object.entries(certificates)) {
      ports.set(name, await freePort());
      servers.push(`server { listen 127.0.0.1:${ports.get(name)} ssl; ssl_certificate ${cert};
        ssl_certificate_key ${key}; location / { return 200 "ok"; } location /loi { return 503; }
        location /chuyen { return 302 /; } }`);
    }
    ports.set('plain', await freePort());
    servers.push(`server { listen 127.0.0.1:${ports.get('plain')}; location / { return 200 "ok"; } }`);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (kind) => `${kind}_temp_path ${folder}/${kind};`,
    );
    writeFileSync(
      join(folder, 'nginx.conf'),
      `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log; events {}
       http { access_log off; ${temporary.join(' ')} ${servers.join('\n')} }`,
    );
    const [program] = DEBIAN_SERVERS.nginx.programs;
    const command = [program, '-p', folder, '-c', join(folder, 'nginx.conf')] as const;
    nginx = await startServerProcess([...command], ports.get('plain')!);
  });
  afterAll(async () => {
    await nginx.close();
    authority.close();
    stranger.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('tells the days that a certificate has left', async () => {
    const [row] = await ask([{ place: 'a', url: urlOf('good') }], { ca: [authority.pem] });
    expect(row).toMatchObject({ up: true, reason: 'ok', status: 200, certificateDaysLeft: 20 });
  });

  it('tells them of a port that speaks no HTTP to us, too', async () => {
    const url = urlOf('good').replace('https', 'tls');
    const [row] = await ask([{ place: 'a', url }], { ca: [authority.pem] });
    expect(row).toMatchObject({ up: true, reason: 'ok', status: null, certificateDaysLeft: 20 });
  });

  it.each([
    ['expired', 'certificate-expired'],
    ['tomorrow', 'certificate-not-yet-valid'],
    ['elsewhere', 'certificate-wrong-host'],
    ['strange', 'certificate-untrusted'],
    ['own', 'certificate-self-signed'],
  ])('names what is wrong with a certificate that is %s', async (name, reason) => {
    const [row] = await ask([{ place: 'a', url: urlOf(name) }], { ca: [authority.pem] });
    expect(row).toMatchObject({ up: false, reason, certificateDaysLeft: null });
  });

  it('trusts an internal authority only where the settings name it', async () => {
    const [row] = await ask([{ place: 'a', url: urlOf('good') }]);
    expect(row).toMatchObject({ up: false, reason: 'certificate-untrusted' });
  });

  it('says of a port without TLS that it has none', async () => {
    const [row] = await ask([{ place: 'a', url: urlOf('plain') }]);
    expect(row).toMatchObject({ up: false, reason: 'no-tls' });
  });

  it('takes a redirect for up and an error for down', async () => {
    const rows = await ask(
      [
        { place: 'a', url: `${urlOf('good')}chuyen` },
        { place: 'b', url: `${urlOf('good')}loi` },
      ],
      { ca: [authority.pem] },
    );
    expect(rows.map(({ up, status }) => [up, status])).toEqual([
      [true, 302],
      [false, 503],
    ]);
  });
});

describe.skipIf(!hasServer('dnsmasq'))('uptime of names on a real dnsmasq', () => {
  let dnsmasq: ServerProcess;
  let port = 0;
  beforeAll(async () => {
    port = await freePort();
    const records = [
      '--host-record=ioc.langson.test,10.1.2.3,2001:db8::7',
      '--address=/hai.langson.test/10.1.2.4',
      '--host-record=sau.langson.test,2001:db8::8',
      '--local=/langson.test/',
    ];
    const quiet = [
      '--keep-in-foreground',
      '--conf-file=/dev/null',
      '--no-resolv',
      '--no-hosts',
      '--pid-file=',
    ];
    const where = [`--port=${port}`, '--listen-address=127.0.0.1', '--bind-interfaces', '--user=root'];
    const [program] = DEBIAN_SERVERS.dnsmasq.programs;
    dnsmasq = await startServerProcess([program, ...quiet, ...where, ...records], port);
  });
  afterAll(() => dnsmasq.close());
  const name = async (path: string, addresses: string[] = []) =>
    (await ask([{ place: 'a', url: `dns://127.0.0.1:${port}/${path}`, addresses }]))[0];

  it.each([
    ['ioc.langson.test', [], 'ok'],
    ['ioc.langson.test', ['10.1.2.3'], 'ok'],
    ['ioc.langson.test?type=AAAA', ['2001:DB8:0:0::7'], 'ok'],
    ['ioc.langson.test', ['10.1.2.9'], 'other-address'],
    ['sau.langson.test', [], 'no-address'],
    ['khong-co.langson.test', [], 'name-not-found'],
    ['ngoai.example.vn', [], 'dns-failure'],
  ])('asks for %s, which must be %j, and says: %s', async (path, addresses, reason) => {
    expect(await name(path, addresses)).toMatchObject({ up: reason === 'ok', reason, status: null });
  });
});

describe('uptime of names', () => {
  const query = (deed: Parameters<typeof startLineServer>[0]) => async () => {
    const server = await startLineServer(deed);
    const url = `dns://127.0.0.1:${server.port}/ioc.langson.test`;
    const rows = await ask([{ place: 'a', url }], { eachTimeoutMs: EACH_TIMEOUT_MS });
    await server.close();
    return rows[0];
  };
  /** An answer whose only record has this for a name. */
  const reply = (id: Buffer, name: number[]) => {
    const header = Buffer.from([...id, 0x81, 0x80, 0, 0, 0, 1, 0, 0, 0, 0]);
    const message = Buffer.concat([
      header,
      Buffer.from([...name, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 10, 0, 0, 1]),
    ]);
    return Buffer.concat([Buffer.from([message.length >> 8, message.length & 255]), message]);
  };
  const replies =
    (make: (id: Buffer) => Buffer): Parameters<typeof startLineServer>[0] =>
    (socket) =>
      socket.once('data', (bytes: Buffer) => socket.end(make(bytes.subarray(2, 4))));

  it.each([
    ['takes an answer to its own question', replies((id) => reply(id, [0xc0, 12])), 'ok'],
    [
      'refuses an answer to another question',
      replies((id) => reply(Buffer.from([id[0]! ^ 1, id[1]!]), [0])),
      'malformed',
    ],
    ['refuses a name that runs beyond the end', replies((id) => reply(id, [63])), 'malformed'],
    ['refuses what is no message', saysLast('\0\x03abc'), 'malformed'],
    ['calls a half answer cut', saysLast('\0\xff12'), 'unreachable'],
    ['waits no longer than it may', () => {}, 'timeout'],
  ])('%s', async (_name, deed, reason) => {
    expect(await query(deed)()).toMatchObject({ reason });
  });
});
