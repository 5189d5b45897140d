/**
 * Every way in which an upstream may fail, as a table. A fault acts in one of four places: on the view (times and
 * series), on the parsed document, on the bytes of the answer, or on the socket instead of an answer.
 */
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import type { Distortion } from './view.ts';

export const faultRequestSchema = z.strictObject({
  kind: z.string().meta({ description: 'One of the names of FAULTS.' }),
  path: z.string().optional().meta({ description: 'Only requests whose path starts so; not for outage.' }),
  series: z
    .string()
    .optional()
    .meta({ description: 'missing-series: a name, or a start and `*`. Default all.' }),
  aheadMs: z.number().positive().default(3_600_000).meta({ description: 'future-time: how far ahead.' }),
  behindMs: z
    .number()
    .positive()
    .default(600_000)
    .meta({ description: 'out-of-order: age of the older answers.' }),
  retryAfterSeconds: z.number().int().min(0).default(2).meta({ description: 'status-429: Retry-After.' }),
  bytes: z.number().int().positive().max(2_000_000_000).default(64_000_000).meta({
    description: 'huge and gzip-bomb: size of the unpacked body.',
  }),
  depth: z
    .number()
    .int()
    .positive()
    .max(1_000_000)
    .default(20_000)
    .meta({ description: 'deep: levels of arrays.' }),
});
export type FaultRequest = z.infer<typeof faultRequestSchema>;

export interface ActiveFault extends FaultRequest {
  readonly sinceMs: number;
}

/** The answer that would have been sent. */
export interface PlannedAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

export interface Fault {
  readonly description: string;
  /** Changes what the answer sees. `count` is the request's number at the service. */
  readonly distort?: (fault: ActiveFault, count: number) => Distortion;
  /** Changes the document before it is written as JSON. */
  readonly reshape?: (document: unknown) => unknown;
  /** Answers in place of the service. May never end the response. */
  readonly respond?: (response: ServerResponse, planned: PlannedAnswer, fault: ActiveFault) => void;
}

const JSON_TYPE = 'application/json; charset=utf-8';

export const FAULTS: Readonly<Record<string, Fault>> = {
  outage: { description: 'The port is closed: connections are refused, open ones are cut.' },
  hang: { description: 'Accepts the request and never answers.', respond: () => {} },
  drip: { description: 'The true answer at one byte a second.', respond: drip },
  'headers-never-end': { description: 'One header a second, and never a body.', respond: headersNeverEnd },
  'status-500': {
    description: 'HTTP 500.',
    respond: (response) => send(response, 500, JSON_TYPE, '{"error":"Lỗi hệ thống"}'),
  },
  'status-429': {
    description: 'HTTP 429 with Retry-After.',
    respond: (response, _planned, fault) => {
      response.setHeader('retry-after', String(fault.retryAfterSeconds));
      send(response, 429, JSON_TYPE, '{"error":"Quá nhiều yêu cầu"}');
    },
  },
  'status-401': {
    description: 'HTTP 401.',
    respond: (response) => send(response, 401, JSON_TYPE, '{"error":"Chưa xác thực"}'),
  },
  malformed: {
    description: 'The true answer, cut off in its middle.',
    respond: (response, { body }) =>
      send(response, 200, JSON_TYPE, body.subarray(0, Math.floor(body.length / 2))),
  },
  html: {
    description: 'A sign-in page with status 200.',
    respond: (response) =>
      send(response, 200, 'text/html; charset=utf-8', '<!doctype html><title>Đăng nhập</title><form></form>'),
  },
  huge: { description: 'A body of `bytes` bytes, streamed.', respond: huge },
  'gzip-bomb': { description: 'A small gzip body that unpacks to `bytes` bytes.', respond: gzipBomb },
  deep: {
    description: 'An array within an array, `depth` levels.',
    respond: (response, _planned, { depth }) =>
      send(response, 200, JSON_TYPE, `${'['.repeat(depth)}${']'.repeat(depth)}`),
  },
  nan: {
    description: 'Numbers that are none: NaN and 1e999 by turns in place of every number.',
    respond: (response, { body }) => {
      let turn = 0;
      const text = body
        .toString('utf8')
        .replace(/(?<=":)-?\d+(\.\d+)?/g, () => (turn++ % 2 === 0 ? '1e999' : 'NaN'));
      send(response, 200, JSON_TYPE, text);
    },
  },
  'wrong-charset': {
    description: 'UTF-16 bytes under a header that says UTF-8.',
    respond: (response, { body }) =>
      send(response, 200, JSON_TYPE, Buffer.from(body.toString('utf8'), 'utf16le')),
  },
  empty: {
    description: 'Every list of the answer is empty.',
    reshape: (document) => mapLists(document, () => []),
  },
  partial: {
    description: 'Only the first half of every list.',
    reshape: (document) => mapLists(document, (list) => list.slice(0, Math.floor(list.length / 2))),
  },
  repeated: {
    description: 'The publication of the moment of the fault, again and again.',
    distort: ({ sinceMs }) => ({ factsFrozenAtMs: sinceMs }),
  },
  'frozen-time': {
    description: 'Figures move on, the time stamp stands still.',
    distort: ({ sinceMs }) => ({ stampFrozenAtMs: sinceMs }),
  },
  'future-time': {
    description: 'Time stamps run `aheadMs` ahead.',
    distort: ({ aheadMs }) => ({ stampAheadMs: aheadMs }),
  },
  'out-of-order': {
    description: 'Every second answer is a true one of `behindMs` ago.',
    distort: ({ behindMs }, count) => (count % 2 === 0 ? { behindMs } : {}),
  },
  'missing-series': {
    description: 'The fields of `series` are absent.',
    distort: ({ series = '*' }) => ({ hidden: (name) => matches(series, name) }),
  },
};

/** `a.b` names one series, `a.*` all that start with `a.`. */
function matches(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

function mapLists(node: unknown, change: (list: unknown[]) => unknown[]): unknown {
  if (Array.isArray(node)) return change(node);
  if (node === null || typeof node !== 'object') return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, mapLists(value, change)]));
}

export function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** Runs `tick` once a second until it says no or the client leaves. */
function everySecond(response: ServerResponse, tick: () => boolean): void {
  const timer = setInterval(() => {
    if (!tick()) clearInterval(timer);
  }, 1_000);
  response.on('close', () => clearInterval(timer));
}

function drip(response: ServerResponse, { status, type, body }: PlannedAnswer): void {
  response.writeHead(status, { 'content-type': type, 'content-length': body.length });
  let sent = 0;
  everySecond(response, () => {
    response.write(body.subarray(sent, sent + 1));
    sent += 1;
    if (sent >= body.length) response.end();
    return sent < body.length;
  });
}

function headersNeverEnd(response: ServerResponse): void {
  const { socket } = response;
  socket?.write(`HTTP/1.1 200 OK\r\ncontent-type: ${JSON_TYPE}\r\n`);
  let line = 0;
  everySecond(response, () => {
    line += 1;
    return socket?.write(`x-line-${line}: 1\r\n`) !== undefined && !socket.destroyed;
  });
}

const CHUNK_BYTES = 1_000_000;

function huge(response: ServerResponse, _planned: PlannedAnswer, { bytes }: ActiveFault): void {
  response.writeHead(200, { 'content-type': JSON_TYPE });
  response.write('["');
  const chunk = Buffer.alloc(CHUNK_BYTES, 'a');
  let left = bytes;
  const pour = () => {
    while (left > 0 && !response.destroyed) {
      const more = response.write(chunk.subarray(0, Math.min(left, CHUNK_BYTES)));
      left -= CHUNK_BYTES;
      if (!more) return void response.once('drain', pour);
    }
    response.end('"]');
  };
  pour();
}

function gzipBomb(response: ServerResponse, _planned: PlannedAnswer, { bytes }: ActiveFault): void {
  response.setHeader('content-encoding', 'gzip');
  // Gzip members may follow one another, so a bomb of any size is made of one small member.
  const member = gzipSync(Buffer.alloc(CHUNK_BYTES, ' '));
  const members = Array.from({ length: Math.ceil(bytes / CHUNK_BYTES) }, () => member);
  send(response, 200, JSON_TYPE, Buffer.concat([...members, gzipSync('[]')]));
}
