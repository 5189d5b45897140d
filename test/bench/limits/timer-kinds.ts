/**
 * Limit of P17: one timer per target inside of one process, staggered evenly; every kind is asked and its answer read by
 * the bare library of its format, and one figure is recorded. No queue, no threads, no bounds: what is due is lost with
 * the process. Arguments: Redis, HTTP and RTSP upstream, number of targets, cadence in ms. Prints `{"port":0}` when it
 * polls.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { XMLParser } from 'fast-xml-parser';
import { Redis } from 'ioredis';
import { Pool } from 'undici';
import { Recorder } from '../../../collector/record.ts';
import { communeFigureId, communeId, TIME_ZONE } from '../bench-province.ts';
import { addressOf, kindOf, type PolledKind } from '../polled-kinds.ts';
import { targetDomain, targetSource } from '../polled-targets.ts';
import { pollBatch } from '../wall.ts';
import { parseBareCsv, parseBareWorkbook } from './bare-parsers.ts';

const [redisUrl = '', http = '', rtsp = '', countText, everyText] = process.argv.slice(2);
const count = Number(countText);
const everyMs = Number(everyText);
/** As many as undici needs to keep the targets of one millisecond from waiting for another. */
const CONNECTIONS = 20;

const recorder = new Recorder(new Redis(redisUrl), TIME_ZONE);
const pool = new Pool(http, { connections: CONNECTIONS });
const xml = new XMLParser({ ignoreAttributes: false });

const READERS: Readonly<Record<PolledKind, (body: Buffer) => unknown>> = {
  'http-json': (body) => JSON.parse(body.toString()) as unknown,
  csv: parseBareCsv,
  xlsx: parseBareWorkbook,
  feed: (body) => xml.parse(body.toString()) as unknown,
  uptime: (body) => body.length,
  rtsp: (body) => body.length,
  onvif: (body) => xml.parse(body.toString()) as unknown,
  'http-jpeg': (body) => body.length,
};

async function answerOf(kind: PolledKind, address: string): Promise<Buffer> {
  const url = new URL(address);
  if (kind === 'rtsp') {
    const socket = connect(Number(url.port), url.hostname);
    socket.write(`OPTIONS ${address} RTSP/1.0\r\nCSeq: 1\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    return answer;
  }
  const request =
    kind === 'onvif'
      ? ({ method: 'POST', body: '<GetSystemDateAndTime/>' } as const)
      : ({ method: 'GET' } as const);
  const { body } = await pool.request({ path: url.pathname, ...request });
  return Buffer.from(await body.arrayBuffer());
}

async function poll(target: number): Promise<void> {
  const kind = kindOf(target);
  await READERS[kind](await answerOf(kind, addressOf(kind, target, { http, rtsp })));
  const domain = targetDomain(target);
  const figure = { indicator: communeFigureId(domain), place: communeId(target), value: Date.now() % 1_000 };
  await recorder.record(pollBatch(domain, [figure], targetSource(target)));
}

/** Each timer aims at its own moment, so that none drifts. */
function tick(target: number, dueMs: number): void {
  setTimeout(() => {
    poll(target).catch((cause: unknown) => console.error(cause));
    tick(target, dueMs + everyMs);
  }, dueMs - Date.now());
}

const startMs = (Math.floor(Date.now() / everyMs) + 1) * everyMs;
for (let target = 0; target < count; target += 1)
  tick(target, startMs + Math.floor((target * everyMs) / count));
console.log(JSON.stringify({ port: 0 }));
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
