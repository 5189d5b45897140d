/** What `probe` tells of the requests of a poll, through a real lane and over real HTTP. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fetcher } from '../../../collector/fetch-source.ts';
import { tinyConfig } from '../../fixtures/tiny-config.ts';

const SECRET = 'open sesame & more';
let server: Server;
let fetcher: Fetcher;

const yaml = (path: string) => `connector: http-json
everySeconds: 60
settings:
  url: '\${ROADS_URL}${path}'
  query: { key: '\${ROADS_KEY}' }
  headers: { X-Key: '\${ROADS_KEY}', X-Lang: vi }
network: { cidrs: [127.0.0.0/8] }
mapping: '{ "observations": { "indicator": "cars", "place": "nowhere", "value": 1, "observedAt": $nowMs } }'`;
const config = tinyConfig([
  { id: 'good', domain: 'roads', yaml: yaml('/good') },
  { id: 'bad', domain: 'roads', yaml: yaml('/bad') },
]);
const probe = (id: string) => {
  const source = config.sources.find((one) => one.id === id)!;
  return fetcher.probe(source, { timeoutMs: 5_000, nowMs: Date.UTC(2026, 10, 22) });
};

beforeAll(async () => {
  server = createServer((request, response) => {
    response.writeHead(request.url?.startsWith('/good') ? 200 : 403, { 'content-type': 'application/json' });
    response.end('{"a":1}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  fetcher = new Fetcher({
    config,
    environment: { ROADS_URL: `http://127.0.0.1:${port}`, ROADS_KEY: SECRET },
    onReplaced: () => undefined,
  });
});
afterAll(async () => {
  await fetcher.close();
  server.close();
});

const request = {
  method: 'GET',
  address: '${ROADS_URL}/good?key=${ROADS_KEY}',
  headerNames: ['accept', 'x-key', 'x-lang'],
  bodyBytes: 0,
};

describe('a probe', () => {
  it('tells the request, its answer, what it would record and what it refuses', async () => {
    const { asked, fetched } = await probe('good');
    expect(asked).toEqual([{ ...request, outcome: 'HTTP 200, 7 bytes' }]);
    expect(fetched).toMatchObject({
      kind: 'document',
      head: { status: 'HTTP 200', bytes: 7 },
      validated: { observations: [], refusals: [{ reason: 'unknown-place' }] },
    });
  });

  it('tells the request of a poll that failed', async () => {
    const { asked, fetched } = await probe('bad');
    const address = '${ROADS_URL}/bad?key=${ROADS_KEY}';
    expect(asked).toEqual([{ ...request, address, outcome: 'failed: HTTP 403' }]);
    expect(fetched).toMatchObject({ kind: 'failed', reason: 'auth' });
  });

  it('says no value of the environment', async () => {
    const said = JSON.stringify([await probe('good'), await probe('bad')]);
    for (const secret of [SECRET, encodeURIComponent(SECRET), 'open+sesame'])
      expect(said).not.toContain(secret);
  });
});
