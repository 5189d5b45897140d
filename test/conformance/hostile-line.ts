/** A line to a real server that does something to what the server says; or a server that is none. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface HostileLine {
  /** `127.0.0.1:port` */
  readonly address: string;
  close(): Promise<void>;
}

/** What becomes of the bytes that come from the server, by their place in all of them. */
type Deed = (near: Socket, chunk: Buffer, from: number) => void;

const DRIP_MS = 30;

export const DEEDS = {
  /** One byte at a time. */
  drip: (near, chunk) => {
    let at = 0;
    const timer = setInterval(() => {
      if (at >= chunk.length || near.destroyed) return clearInterval(timer);
      near.write(chunk.subarray(at, (at += 1)));
    }, DRIP_MS);
  },
  hang: () => {},
} as const satisfies Record<string, Deed>;

/** Ends the line after so many bytes. */
export const cutAfter =
  (bytes: number): Deed =>
  (near, chunk, from) => {
    near.write(chunk.subarray(0, Math.max(0, bytes - from)));
    if (from + chunk.length >= bytes) setTimeout(() => near.destroy(), 10);
  };

/** Turns what comes after so many bytes into something else. */
export const spoilAfter =
  (bytes: number): Deed =>
  (near, chunk, from) => {
    const spoilt = Buffer.from(chunk);
    for (let at = Math.max(0, bytes - from); at < spoilt.length; at += 1)
      spoilt[at] = (spoilt[at] ?? 0) ^ 0x5a;
    near.write(spoilt);
  };

async function listening(onSocket: (socket: Socket) => void): Promise<HostileLine> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => open.delete(socket));
    onSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

export function hostileLine(port: number, deed: Deed): Promise<HostileLine> {
  return listening((near) => {
    const far = connect(port, '127.0.0.1');
    let from = 0;
    far.on('error', () => near.destroy());
    far.on('close', () => near.destroy());
    near.on('close', () => far.destroy());
    near.on('data', (chunk) => far.write(chunk));
    far.on('data', (chunk: Buffer) => {
      deed(near, chunk, from);
      from += chunk.length;
    });
  });
}

/** Says these words to whoever comes, and nothing else. Nothing at all: it hangs. */
export function strangeServer(words?: string): Promise<HostileLine> {
  return listening((socket) => {
    socket.resume();
    if (words !== undefined) socket.write(words);
  });
}
