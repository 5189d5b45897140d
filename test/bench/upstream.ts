/**
 * One cheap upstream for every polled target: `GET /t/<n>` gives a value and notes when it was asked. Prints
 * `{"port":…}`; sends what it noted since the last time when told `report`.
 */
import { createServer } from 'node:http';
import { preciseNowMs } from './measure.ts';

/** `[target, asked at, ms since 1970 UTC]` */
export type Asked = readonly [number, number];

let asked: Asked[] = [];
let number = 0;
const server = createServer((request, response) => {
  const nowMs = preciseNowMs();
  asked.push([Number(request.url?.slice('/t/'.length)), nowMs]);
  number += 1;
  const body = `{"value":${(number % 9_990) / 10},"time":"${new Date(nowMs).toISOString()}"}`;
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) console.log(JSON.stringify({ port: address.port }));
});
process.on('message', () => {
  process.send?.(asked);
  asked = [];
});
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
