/** An upstream that answers each path in another bad way. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

export interface HostileServer {
  readonly url: string;
  /** Paths that were asked for, with their headers. */
  readonly requests: { path: string; headers: IncomingMessage['headers']; body: string }[];
  close(): Promise<void>;
}

/** The good answer of a kind of upstream. */
export interface GoodAnswer {
  readonly type: string;
  readonly body: Buffer;
  /** Given, requests without `page` in their query get this; those with it get what the path says. */
  readonly firstPage?: Buffer | undefined;
}

type Behaviour = (response: ServerResponse, good: GoodAnswer, request: IncomingMessage) => void;

const answer = (response: ServerResponse, status: number, type: string, body: Buffer | string) => {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
};
const packed =
  (encoding: string, pack: (body: Buffer) => Buffer): Behaviour =>
  (response, { type, body }) => {
    response.setHeader('content-encoding', encoding);
    answer(response, 200, type, pack(body));
  };
const status =
  (code: number): Behaviour =>
  (response) =>
    answer(response, code, 'text/plain', 'go away');

const sendTo = (response: ServerResponse, location: string) => response.writeHead(302, { location }).end();

/** A megabyte of blanks packs to a kilobyte; members may follow one another. */
const BOMB = Buffer.concat(Array.from({ length: 64 }, () => gzipSync(Buffer.alloc(1_000_000, ' '))));

const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  good: (response, { type, body }) => answer(response, 200, type, body),
  etag: (response, { type, body }, request) => {
    response.setHeader('etag', '"v1"');
    if (request.headers['if-none-match'] === '"v1"') response.writeHead(304).end();
    else answer(response, 200, type, body);
  },
  gzip: packed('gzip', gzipSync),
  deflate: packed('deflate', deflateSync),
  brotli: packed('br', brotliCompressSync),
  'unknown-encoding': packed('rot13', (body) => body),
  'broken-gzip': packed('gzip', (body) => gzipSync(body).subarray(0, 20)),
  '401': status(401),
  '403': status(403),
  '404': status(404),
  '408': status(408),
  '429': (response) => {
    response.setHeader('retry-after', '7');
    status(429)(response, { type: '', body: Buffer.alloc(0) }, response.req);
  },
  '500': status(500),
  '503': status(503),
  redirect: (response, _good, request) => sendTo(response, (request.url ?? '').replace('redirect', 'good')),
  'redirect-elsewhere': (response) => sendTo(response, 'http://127.0.0.1:9/secret'),
  'redirect-to-file': (response) => sendTo(response, 'file:///etc/passwd'),
  'redirect-nowhere': (response) => response.writeHead(302).end(),
  'redirect-round': (response, _good, request) => sendTo(response, request.url ?? ''),
  hang: () => {},
  'headers-never-end': (response) => {
    response.socket?.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n');
    const timer = setInterval(() => response.socket?.write('x-more: 1\r\n'), 20);
    response.on('close', () => clearInterval(timer));
  },
  'huge-headers': (response) => {
    response.socket?.write(`HTTP/1.1 200 OK\r\nx-much: ${'a'.repeat(40_000)}\r\n\r\n`);
  },
  drip: (response, { type, body }) => {
    response.writeHead(200, { 'content-type': type, 'content-length': body.length });
    let sent = 0;
    const timer = setInterval(() => response.write(body.subarray(sent, (sent += 1))), 30);
    response.on('close', () => clearInterval(timer));
  },
  'no-http': (response) => response.socket?.end('SSH-2.0-OpenSSH_9.2\r\n'),
  cut: (response, { type, body }) => {
    response.writeHead(200, { 'content-type': type, 'content-length': body.length });
    response.write(body.subarray(0, 3));
    setTimeout(() => response.destroy(), 20);
  },
  truncated: (response, { type, body }) =>
    answer(response, 200, type, body.subarray(0, Math.floor(body.length / 2))),
  html: (response) => answer(response, 200, 'text/html', '<!doctype html><title>Đăng nhập</title>'),
  'html-as-json': (response) => answer(response, 200, 'application/json', ' <!DOCTYPE html><p>Đăng nhập'),
  'wrong-charset': (response, { type }) =>
    answer(response, 200, `${type}; charset=utf-8`, Buffer.from('{"tên":"Hữu Nghị"}', 'utf16le')),
  'no-charset': (response, { body }) => answer(response, 200, 'application/json; charset=klingon', body),
  huge: (response, { type }) => {
    response.writeHead(200, { 'content-type': type });
    response.write('["');
    const pour = () => {
      while (!response.destroyed)
        if (!response.write(Buffer.alloc(100_000, 'a'))) return void response.once('drain', pour);
    };
    pour();
  },
  'gzip-bomb': (response, { type }) => {
    response.setHeader('content-encoding', 'gzip');
    answer(response, 200, type, BOMB);
  },
  deep: (response, { type }) => answer(response, 200, type, `${'['.repeat(20_000)}${']'.repeat(20_000)}`),
  nan: (response, { type }) => answer(response, 200, type, '{"value":NaN}'),
  infinite: (response, { type }) => answer(response, 200, type, '{"value":1e999}'),
  empty: (response, { type }) => answer(response, 200, type, ''),
};

export async function startHostileServer(good: GoodAnswer): Promise<HostileServer> {
  const requests: HostileServer['requests'] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0]?.slice(1).split('/')[0] ?? '';
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      requests.push({ path: request.url ?? '', headers: request.headers, body });
      const { firstPage } = good;
      if (firstPage !== undefined && !/[?&]page=/.test(request.url ?? ''))
        answer(response, 200, good.type, firstPage);
      else (BEHAVIOURS[path] ?? status(404))(response, good, request);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
