/**
 * One cheap upstream for every polled target: `/<kind>/<n>` over HTTP and RTSP answers and notes when it was asked.
 * Argument: number of targets. Prints `{"port":…,"rtspPort":…}`; sends what it noted since the last time when told
 * `report`.
 */
import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { describeStream, speakRtsp } from '../province/rtsp-speech.ts';
import { preciseNowMs } from './measure.ts';
import type { PolledKind } from './polled-kinds.ts';
import { makeAnswers } from './upstream-answers.ts';

/** `[target, asked at, ms since 1970 UTC]` */
export type Asked = readonly [number, number];

const answers = await makeAnswers(Number(process.argv[2]));
let asked: Asked[] = [];
let number = 0;

function pathOf(url: string): { kind: PolledKind; target: number } {
  const [kind, target] = url.split('/').slice(-2);
  return { kind: kind as PolledKind, target: Number(target) };
}

const http = createHttpServer((request, response) => {
  const nowMs = preciseNowMs();
  const { kind, target } = pathOf(request.url ?? '');
  // A device is asked twice in one poll; the first question is the poll.
  if (kind === 'onvif') {
    void bodyOf(request).then((body) => {
      if (body.includes('GetSystemDateAndTime')) asked.push([target, nowMs]);
      answer(response, kind, target, nowMs);
    });
    return;
  }
  asked.push([target, nowMs]);
  answer(response, kind, target, nowMs);
});
http.keepAliveTimeout = 60_000;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks = (await request.toArray()) as Buffer[];
  return Buffer.concat(chunks).toString();
}

function answer(response: ServerResponse, kind: PolledKind, target: number, nowMs: number): void {
  number += 1;
  const { type, body } = answers[kind](target, number, nowMs);
  response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
}

const rtsp = createServer((socket) => {
  socket.on('error', () => socket.destroy());
  speakRtsp(socket, ({ method, url }) => {
    const { target } = pathOf(url);
    if (method !== 'OPTIONS') return describeStream(`camera ${target}`, true);
    asked.push([target, preciseNowMs()]);
    return { status: 200 };
  });
});

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

process.on('message', () => {
  process.send?.(asked);
  asked = [];
});
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
console.log(JSON.stringify({ port: await portOf(http), rtspPort: await portOf(rtsp) }));
