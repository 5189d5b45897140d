/** A TCP server that does to each connection what the test says. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface LineServer {
  readonly port: number;
  /** All that was ever said to it. */
  heard(): string;
  /** Connections that are open now. */
  open(): number;
  close(): Promise<void>;
}

export type Deed = (socket: Socket) => void;

const DRIP_MS = 30;

/** Says this at the first word, whatever it is. */
export const says =
  (...parts: (string | Buffer)[]): Deed =>
  (socket) =>
    socket.once('data', () => parts.forEach((part) => socket.write(part)));

/** Says this at the first word and hangs up. */
export const saysLast =
  (part: string | Buffer): Deed =>
  (socket) =>
    socket.once('data', () => socket.end(part));

/** Says this one byte at a time. */
export const drips =
  (text: string): Deed =>
  (socket) => {
    let at = 0;
    const timer = setInterval(() => socket.write(text.slice(at, (at += 1))), DRIP_MS);
    socket.on('close', () => clearInterval(timer));
  };

/** Never stops. */
export const pours =
  (beginning: string, chunk: string): Deed =>
  (socket) =>
    socket.once('data', () => {
      socket.write(beginning);
      const pour = () => {
        while (!socket.destroyed) if (!socket.write(chunk)) return void socket.once('drain', pour);
      };
      pour();
    });

export const hangs: Deed = () => {};

export async function startLineServer(deed: Deed): Promise<LineServer> {
  const sockets = new Set<Socket>();
  let heard = '';
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')));
    deed(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    heard: () => heard,
    open: () => sockets.size,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
