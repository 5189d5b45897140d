/** A server, of HTTP or of another protocol, on a free port of 127.0.0.1 that can be shut and opened again on it. */
import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';

/** What an outage shuts. */
export interface Door {
  open(): Promise<unknown>;
  close(): Promise<void>;
}

export class Listener implements Door {
  readonly #sockets = new Set<Socket>();
  #port = 0;

  constructor(readonly server: Server) {
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  /** 0 until it was opened. */
  get port(): number {
    return this.#port;
  }

  /** Listens; the second time on the port of the first. Returns the base URL. */
  async open(): Promise<string> {
    if (!this.server.listening) {
      this.server.listen(this.#port, '127.0.0.1');
      await once(this.server, 'listening');
      this.#port = (this.server.address() as AddressInfo).port;
    }
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Refuses new connections and cuts the open ones. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    await closed;
  }
}
