import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connector } from '../../../collector/connectors/http-json.ts';
import { describeConnector, SECRET } from '../../conformance/connector.ts';
import { startHostileServer, type HostileServer } from '../../conformance/hostile-server.ts';
import { LIMITS, TestNetwork } from '../../conformance/network.ts';

const DOCUMENT = { tên: 'Hữu Nghị', xe: 18063800000000.57, rows: Array.from({ length: 200 }, (_, at) => at) };
const good = { type: 'application/json; charset=utf-8', body: Buffer.from(JSON.stringify(DOCUMENT)) };
const parse = (settings: object) => connector.settings.parse(settings);

describeConnector({
  connector,
  good,
  places: [],
  usesValidators: true,
  settingsFor: (url, path) =>
    parse({ url: `${url}/${path}`, query: { key: SECRET }, headers: { 'X-SecretKey': SECRET } }),
  read: (answer) =>
    answer.kind === 'document' ? JSON.parse(new TextDecoder().decode(answer.json)) : answer.kind,
  whole: DOCUMENT,
  pages: {
    first: Buffer.from(JSON.stringify({ tên: 'Trang một', rows: [-2, -1], next: '2' })),
    settingsFor: (url, path) =>
      parse({
        url: `${url}/${path}`,
        headers: { 'X-SecretKey': SECRET },
        items: 'rows',
        paging: { kind: 'cursor', next: 'next', parameter: 'page' },
      }),
    whole: { tên: 'Trang một', rows: [-2, -1, ...DOCUMENT.rows], next: '2' },
  },
});

describe('http-json', () => {
  let server: HostileServer;
  const network = new TestNetwork();
  beforeAll(async () => {
    server = await startHostileServer(good);
  });
  afterAll(async () => {
    await network.close();
    await server.close();
  });
  const poll = (given: object, window?: { fromMs: number; toMs: number }) => {
    const settings = parse(given);
    const signal = AbortSignal.timeout(5_000);
    return connector.poll({
      settings,
      signal,
      limits: LIMITS,
      places: [],
      ...network.way(settings, signal),
      window,
    });
  };

  it('asks for a window of the past by ISO times', async () => {
    const window = { fromMs: Date.UTC(2026, 10, 20), toMs: Date.UTC(2026, 10, 21) };
    await poll({ url: `${server.url}/good`, query: { tuNgay: '{from}', denNgay: '{to}' } }, window);
    const asked = new URL(server.requests.at(-1)?.path ?? '', server.url).searchParams;
    expect(Object.fromEntries(asked)).toEqual({
      tuNgay: '2026-11-20T00:00:00.000Z',
      denNgay: '2026-11-21T00:00:00.000Z',
    });
  });

  it('posts a body as JSON', async () => {
    await poll({ url: `${server.url}/good`, method: 'POST', body: { soNgay: 2 } });
    expect(server.requests.at(-1)).toMatchObject({
      body: '{"soNgay":2}',
      headers: { 'content-type': 'application/json' },
    });
  });

  it('takes an empty body for "nothing new" only where the settings say so', async () => {
    expect((await poll({ url: `${server.url}/empty`, allowEmpty: true })).kind).toBe('unchanged');
  });
});
