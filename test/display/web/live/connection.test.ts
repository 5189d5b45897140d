import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  BEAT_EVERY_MS,
  LINK_LOST_AFTER_MS,
  PING_INTERVAL_MS,
  PING_TIMEOUT_MS,
  SOCKET_PATH,
  type ClientToServer,
  type ServerToClient,
} from '../../../../shared/socket.ts';
import { Connection } from '../../../../display/web/live/connection.ts';
import { until } from '../../../fixtures/display-rig.ts';

let http: HttpServer;
let server: Server<ClientToServer, ServerToClient>;
let beats: NodeJS.Timeout;
let connection: Connection;
let origin: string;
let greetings: number;
let heard: number;

/** A server that beats until it is told to fall silent, and welcomes whoever says hello unless it is mute. */
beforeEach(async () => {
  greetings = 0;
  heard = 0;
  http = createServer();
  server = new Server(http, {
    path: SOCKET_PATH,
    transports: ['websocket'],
    pingInterval: PING_INTERVAL_MS,
    pingTimeout: PING_TIMEOUT_MS,
  });
  beats = setInterval(() => server.volatile.emit('b'), BEAT_EVERY_MS);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', () => resolve()));
  origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  connection = new Connection(
    {
      identity: { id: 'screen-0001', kind: 'wall' },
      domains: ['gates'],
      position: (domain) => ({ domain }),
      receive: () => undefined,
      heard: () => (heard += 1),
      ordered: () => 'refused',
      refused: () => undefined,
      welcomed: () => (greetings += 1),
    },
    origin,
  );
});
afterEach(async () => {
  connection.close();
  clearInterval(beats);
  await server.close();
});

const welcome = () =>
  server.on('connection', (socket) => {
    socket.on('hello', (_hello, reply) =>
      reply({ ok: true, value: { serverNowMs: Date.now(), configHash: '', build: '' } }),
    );
  });
const TIME_TO_RECONNECT_MS = 1_500;

it('stays on a connection that brings nothing but beats', async () => {
  welcome();
  connection.connect();
  await until('the welcome', () => greetings === 1);
  const heardAtFirst = heard;
  await new Promise((resolve) => setTimeout(resolve, 3 * LINK_LOST_AFTER_MS));
  expect(greetings).toBe(1);
  expect(heard).toBeGreaterThan(heardAtFirst + 3);
});

it('makes a connection that fell silent anew, long before its pings are missed', async () => {
  welcome();
  connection.connect();
  await until('the welcome', () => greetings === 1);
  clearInterval(beats);
  const silentAtMs = performance.now();
  await until('a second welcome', () => greetings === 2, LINK_LOST_AFTER_MS + TIME_TO_RECONNECT_MS);
  expect(performance.now() - silentAtMs).toBeGreaterThan(LINK_LOST_AFTER_MS - BEAT_EVERY_MS);
});

it('makes a connection anew that never got a word after it opened', async () => {
  let connections = 0;
  server.engine.on('connection', () => (connections += 1));
  // Nobody is welcomed, and nothing is said in answer to the first word.
  server.use(() => undefined);
  connection.connect();
  await until('a second try', () => connections >= 2, LINK_LOST_AFTER_MS + TIME_TO_RECONNECT_MS);
  expect(greetings).toBe(0);
});

it('ends for good when it is closed', async () => {
  welcome();
  connection.connect();
  await until('the welcome', () => greetings === 1);
  connection.close();
  await new Promise((resolve) => setTimeout(resolve, LINK_LOST_AFTER_MS + TIME_TO_RECONNECT_MS));
  expect(greetings).toBe(1);
  expect(server.engine.clientsCount).toBe(0);
});
