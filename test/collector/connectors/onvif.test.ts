import { afterAll, describe, expect, it } from 'vitest';
import type { Exchange } from '../../../collector/connector.ts';
import { connector } from '../../../collector/connectors/onvif.ts';
import { drips, pours, saysLast } from '../../conformance/line-server.ts';
import { TestNetwork } from '../../conformance/network.ts';
import { describeProbe, EACH_TIMEOUT_MS, probe, rowsOf } from '../../conformance/probe.ts';
import {
  envelope,
  NOT_AUTHORIZED,
  startOnvifDevice,
  type OnvifDeviceOptions,
} from '../../fixtures/onvif-device.ts';

const SECRET = 's3cr3t-<of>-the-"cameras"';
const PLACES = [{ id: 'cam-001', code: 'CAM001' }];
const network = new TestNetwork();
afterAll(() => network.close());
const exchange = (signal: AbortSignal, asked: unknown): Exchange => network.way(asked, signal).exchange;
const settings = (url: string, more: object = {}) =>
  connector.settings.parse({ url, places: ['cam-001'], user: 'wall', password: SECRET, ...more });

const http = (status: number, body: string) =>
  saysLast(
    `HTTP/1.1 ${status} Whatever\r\ncontent-type: application/soap+xml\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
const down = (reason: string) => ({ alive: false, reason, answeredMs: null });

describeProbe({
  connector,
  places: PLACES,
  exchange,
  secrets: [SECRET, '127.0.0.1'],
  settingsFor: (port) => settings(`http://127.0.0.1:${port}/{code}`, { eachTimeoutMs: EACH_TIMEOUT_MS }),
  cases: {
    happy: { skipped: 'takes four answers in a row, which the device below gives' },
    unauthorized: { deed: http(401, ''), fails: 'auth' },
    forbidden: { deed: http(200, NOT_AUTHORIZED), fails: 'auth' },
    crowded: { deed: http(429, ''), tells: down('rate-limited') },
    'server error': { deed: http(500, ''), tells: down('server') },
    drip: { deed: drips('HTTP/1.1 200 OK\r\n'), tells: down('timeout') },
    malformed: { deed: http(200, '<html><p>Đăng nhập'), tells: down('malformed') },
    truncated: { deed: http(200, envelope('<tds:GetSystem').slice(0, -30)), tells: down('malformed') },
    'wrong charset': {
      deed: saysLast(
        Buffer.concat([
          Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n'),
          Buffer.from([0xff, 0xfe, 0x3c, 0x00]),
        ]),
      ),
      tells: down('malformed'),
    },
    huge: { deed: pours('HTTP/1.1 200 OK\r\n\r\n', 'a'.repeat(100_000)), tells: down('too-large') },
    empty: { deed: http(200, ''), tells: down('malformed') },
    partial: { deed: http(200, envelope('')), tells: down('malformed') },
  },
});

describe('onvif', () => {
  const ask = async (options: Partial<OnvifDeviceOptions> = {}, more: object = {}) => {
    const device = await startOnvifDevice({ user: 'wall', password: SECRET, ...options });
    try {
      const answer = await probe({ connector, places: PLACES, exchange }, settings(device.url, more));
      return { row: rowsOf(answer)[0], device };
    } finally {
      await device.close();
    }
  };

  it('tells make, firmware and clock, and never says the password', async () => {
    const { row, device } = await ask({ aheadMs: 90_000 });
    expect(row).toMatchObject({
      place: 'cam-001',
      alive: true,
      reason: 'ok',
      manufacturer: 'Maker & Sons',
      model: 'DS-2CD2143',
      firmware: 'V5.5.82',
      snapshotUrl: null,
    });
    expect(Math.abs(Number(row?.['clockAheadSeconds']) - 90)).toBeLessThanOrEqual(3);
    expect(device.asked.map((text) => text.split(' ')[1])).toEqual([
      'GetSystemDateAndTime',
      'GetDeviceInformation',
    ]);
    expect(device.bodies.join()).not.toContain(SECRET);
    // Who asks is not said before it must be.
    expect(device.bodies[0]).not.toContain('Username');
  });

  it('tells where the picture is, without the user in it, and asks the device at no address but ours', async () => {
    const { row, device } = await ask(
      { snapshotUri: 'http://ai:mat-khau@192.168.1.64/ISAPI/picture?channel=1&amp;type=jpg' },
      { snapshots: true },
    );
    expect(row).toMatchObject({ snapshotUrl: 'http://192.168.1.64/ISAPI/picture?channel=1&type=jpg' });
    expect(device.asked.slice(3)).toEqual(['/onvif/Media GetProfiles', '/onvif/Media GetSnapshotUri']);
  });

  it.each(['file:///etc/passwd', 'javascript:alert(1)', 'không phải địa chỉ', ''])(
    'takes %s for no address of a picture',
    async (snapshotUri) => {
      expect((await ask({ snapshotUri }, { snapshots: true })).row).toMatchObject({
        alive: true,
        snapshotUrl: null,
      });
    },
  );

  it.each(['//evil.example/onvif', 'http://evil.example//evil.example/x'])(
    'is led nowhere else by a media service at %s',
    async (mediaAddress) => {
      const { device } = await ask({ mediaAddress, snapshotUri: 'http://a/b' }, { snapshots: true });
      expect(device.asked.length).toBe(5);
    },
  );

  it('is refused with another password', async () => {
    await expect(ask({ password: 'khac' })).rejects.toMatchObject({ reason: 'auth' });
  });

  it.each([
    ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]>'],
    ['a billion laughs', `<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(99)}">]>`],
  ])('refuses %s', async (_what, declaration) => {
    const body = envelope('<a>&b;</a>').replace('?>\n', `?>\n${declaration}`);
    const polled = probe(
      {
        connector,
        places: PLACES,
        exchange: () => () => Promise.resolve({ status: 200, headers: {}, body: Buffer.from(body) }),
      },
      settings('http://may/onvif'),
    );
    expect(rowsOf(await polled)).toMatchObject([down('malformed')]);
  });

  it('refuses what is nested too deep', async () => {
    const body = envelope(`${'<a>'.repeat(500)}${'</a>'.repeat(500)}`);
    const polled = probe(
      {
        connector,
        places: PLACES,
        exchange: () => () => Promise.resolve({ status: 200, headers: {}, body: Buffer.from(body) }),
      },
      settings('http://may/onvif'),
    );
    expect(rowsOf(await polled)).toMatchObject([down('malformed')]);
  });
});
