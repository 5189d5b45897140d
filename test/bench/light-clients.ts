/**
 * Many clients in one process, as cheap as they can be: raw `ws`, or Socket.IO spoken by hand over `ws`.
 * Commands come and reports go by IPC, so that the measured server's CPU is its own.
 */
import { WebSocket } from 'ws';
import { REPORT_EVERY_MS, type Hello, type ScreenReport } from '../../shared/socket.ts';
import { framedBytes, preciseNowMs } from './measure.ts';

export interface ClientsOptions {
  readonly url: string;
  readonly count: number;
  /** `raw`: every text counts. `socket.io`: texts of the event `frame` count. */
  readonly speak: 'raw' | 'socket.io';
  /** Said by every Socket.IO client, with a screen id of its own; it then reports as a screen does. */
  readonly domains?: readonly string[];
  /** Every delivery is noted by the first group of this expression. For a few clients only. */
  readonly noting?: string;
}

export interface ClientsReport {
  readonly open: number;
  readonly deliveries: number;
  /** Sent → received of a sample of the deliveries, ms. */
  readonly latenciesMs: readonly number[];
  /** `[what was noted, received at]`, ms since 1970 UTC. */
  readonly noted: readonly (readonly [string, number])[];
  /** WebSocket framing included. */
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** One delivery in this many is timed; parsing all would make the clients the bottleneck. A prime visits all. */
const TIMED_EVERY = 47;
const OPENINGS_AT_ONCE = 50;

class Clients {
  private readonly sockets: WebSocket[] = [];
  private deliveries = 0;
  private latenciesMs: number[] = [];
  private noted: [string, number][] = [];
  private noting: RegExp | undefined;
  private bytesIn = 0;
  private bytesOut = 0;

  async open(options: ClientsOptions): Promise<void> {
    this.noting = options.noting === undefined ? undefined : new RegExp(options.noting);
    for (let from = 0; from < options.count; from += OPENINGS_AT_ONCE) {
      const upTo = Math.min(options.count, from + OPENINGS_AT_ONCE);
      const batch = Array.from({ length: upTo - from }, (_, at) => this.openOne(options, from + at));
      await Promise.all(batch);
    }
  }

  private openOne(options: ClientsOptions, number: number): Promise<void> {
    const { origin } = new URL(options.url.replace(/^ws/, 'http'));
    const socket = new WebSocket(options.url, { perMessageDeflate: false, origin });
    this.sockets.push(socket);
    return new Promise((resolve, reject) => {
      socket.on('error', reject);
      if (options.speak === 'raw') {
        socket.on('open', () => resolve());
        socket.on('message', (text) => this.count(text as Buffer, true));
        return;
      }
      socket.on('message', (text) => {
        const buffer = text as Buffer;
        const kind = buffer.toString('latin1', 0, 2);
        // Engine.IO: 0 open, 2 ping; Socket.IO inside of 4: 0 connected, 2 event, 3 acknowledgement.
        if (kind.startsWith('2')) this.say(socket, '3');
        if (kind.startsWith('0')) this.say(socket, '40');
        if (kind === '40' && options.domains !== undefined) this.greet(socket, options.domains, number);
        if (kind === (options.domains === undefined ? '40' : '43')) resolve();
        this.count(buffer, kind === '42' && buffer.toString('latin1', 2, 10) === '["frame"');
      });
    });
  }

  private greet(socket: WebSocket, domains: readonly string[], number: number): void {
    const hello: Hello = {
      screen: { id: `bench-${process.pid}-${number}`, kind: 'wall' },
      domains: domains.map((domain) => ({ domain })),
    };
    this.say(socket, `421${JSON.stringify(['hello', hello])}`);
    const report: ScreenReport = { drawn: 300, ageMs: 12 };
    const text = `42${JSON.stringify(['report', report])}`;
    setInterval(() => this.say(socket, text), REPORT_EVERY_MS);
  }

  private say(socket: WebSocket, text: string): void {
    this.bytesOut += framedBytes(Buffer.byteLength(text), 'out');
    socket.send(text);
  }

  private count(text: Buffer, isDelivery: boolean): void {
    this.bytesIn += framedBytes(text.length, 'in');
    if (!isDelivery) return;
    this.deliveries += 1;
    if (this.noting !== undefined)
      this.noted.push([this.noting.exec(text.toString())?.[1] ?? '', preciseNowMs()]);
    if (this.deliveries % TIMED_EVERY !== 0) return;
    const sentMs = Number(/"n":([\d.]+)/.exec(text.toString())?.[1]);
    this.latenciesMs.push(preciseNowMs() - sentMs);
  }

  report(): ClientsReport {
    const { deliveries, latenciesMs, noted, bytesIn, bytesOut } = this;
    const open = this.sockets.filter((socket) => socket.readyState === WebSocket.OPEN).length;
    this.deliveries = this.bytesIn = this.bytesOut = 0;
    this.latenciesMs = [];
    this.noted = [];
    return { open, deliveries, latenciesMs, noted, bytesIn, bytesOut };
  }
}

const clients = new Clients();
process.on('message', (message: { open?: ClientsOptions; report?: true }) => {
  const answer = async () => {
    if (message.open !== undefined) await clients.open(message.open);
    process.send?.(clients.report());
  };
  answer().catch((cause: unknown) => {
    console.error(cause);
    process.exit(1);
  });
});
process.on('disconnect', () => process.exit(0));
