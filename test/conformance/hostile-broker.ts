/** A broker that misbehaves in one way. It speaks the packets of MQTT 5 as far as a subscriber needs them. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { generate, parser, type Packet } from 'mqtt-packet';

export interface HostileBroker {
  readonly url: string;
  /** Ids of the messages that were acknowledged. */
  readonly acknowledged: number[];
  close(): Promise<void>;
}

interface Manner {
  /** Bytes that are said at once, before anything was asked. */
  readonly greeting?: Buffer;
  /** Code of CONNACK; absent: it is never sent. */
  readonly connack?: number;
  readonly suback?: number;
  /** What follows the subscription. */
  readonly next?: (say: (packet: Packet) => void, socket: Socket) => void;
  /** Says every packet a byte at a time. */
  readonly drips?: boolean;
}

const DRIP_MS = 100;

function packetOf(packet: Packet): Buffer {
  return generate(packet, { protocolVersion: 5 });
}

function publishOf(payload: string | Buffer, messageId = 1, topic = 'gates/a'): Packet {
  return { cmd: 'publish', topic, payload, qos: 1, messageId, dup: false, retain: false };
}

const well = { connack: 0, suback: 1 };
const tells = (...payloads: (string | Buffer)[]): Manner => ({
  ...well,
  next: (say) => payloads.forEach((payload, at) => say(publishOf(payload, at + 1))),
});

export const MANNERS = {
  happy: tells('{"n": 1}'),
  unauthorized: { connack: 0x86 },
  forbidden: { ...well, suback: 0x87 },
  crowded: { connack: 0x97 },
  'server error': { ...well, next: (say) => say({ cmd: 'disconnect', reasonCode: 0x8b }) },
  'taken over': { ...well, next: (say) => say({ cmd: 'disconnect', reasonCode: 0x8e }) },
  timeout: {},
  hang: well,
  drip: { ...well, drips: true },
  malformed: { greeting: Buffer.from('SSH-2.0-OpenSSH_9.2\r\n') },
  'bad packet': { ...well, next: (_say, socket) => socket.write(Buffer.from([0x3f, 0x02, 0, 0])) },
  'out of turn': { greeting: Buffer.from([0x20, 0x03, 0, 0, 0, 0x20, 0x03, 0, 0, 0]) },
  truncated: {
    ...well,
    next: (_say, socket) => socket.end(packetOf(publishOf('{"n": 1, "text": "go away"}')).subarray(0, 20)),
  },
  'wrong charset': tells(Buffer.from('{"tên":"Hữu Nghị"}', 'utf16le'), '{"n": 2}'),
  huge: tells(Buffer.alloc(2_000_000, 'a'), '{"n": 3}'),
  'huge control': {
    ...well,
    next: (_say, socket) => socket.write(Buffer.from([0x90, 0xff, 0xff, 0xff, 0x7f, ...Buffer.alloc(2_000)])),
  },
  empty: tells('', '{"n": 4}'),
  partial: tells('{"n": 5}', '{"n": "go away', '{"n": 1e999}', '['.repeat(90) + ']'.repeat(90), '{"n": 6}'),
} as const satisfies Record<string, Manner>;

export async function startHostileBroker(manner: Manner): Promise<HostileBroker> {
  const acknowledged: number[] = [];
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => {});
    serve(socket, manner, (id) => acknowledged.push(id));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`,
    acknowledged,
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function serve(socket: Socket, manner: Manner, onAcknowledged: (id: number) => void): void {
  const { greeting, connack, suback, drips = false } = manner;
  const say = (packet: Packet) => {
    const bytes = packetOf(packet);
    if (!drips) return void socket.write(bytes);
    let at = 0;
    const timer = setInterval(() => {
      if (at >= bytes.length || socket.destroyed) return clearInterval(timer);
      socket.write(bytes.subarray(at, (at += 1)));
    }, DRIP_MS);
  };
  if (greeting !== undefined) socket.write(greeting);
  const reading = parser({ protocolVersion: 5 });
  reading.on('packet', (packet) => {
    if (packet.cmd === 'connect' && connack !== undefined)
      say({ cmd: 'connack', reasonCode: connack, sessionPresent: false });
    if (packet.cmd === 'subscribe' && suback !== undefined) {
      say({ cmd: 'suback', messageId: packet.messageId ?? 0, granted: [suback] });
      manner.next?.(say, socket);
    }
    if (packet.cmd === 'puback') onAcknowledged(packet.messageId ?? 0);
  });
  socket.on('data', (chunk: Buffer) => void reading.parse(chunk));
}
