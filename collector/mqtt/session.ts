/**
 * One MQTT connection of a subscriber, on the packets of mqtt-packet. The `mqtt` library acknowledges a message before
 * it reads the next and buffers packets of any length; here messages gather while others are being recorded, each is
 * acknowledged when it is recorded, and too long a one flows by.
 */
import type { Socket } from 'node:net';
import {
  generate,
  parser,
  type IConnackPacket,
  type ISubackPacket,
  type Packet,
  type Parser,
} from 'mqtt-packet';
import { UpstreamError } from '../../shared/errors.ts';
import { connectPacket, maxPacketBytes } from './connect-packet.ts';
import { PacketFramer, strangeWords } from './framer.ts';
import { brokerFailure } from './reasons.ts';
import type { Message, SessionOptions } from './session-options.ts';

/** A message that waits longer for its record holds up those behind it, whose age is unknown then, ms. */
const STALL_MS = 1_000;
const SUBSCRIBE_ID = 1;
/** First byte of the first packet of every broker. */
const CONNACK = 0x20;

export class MqttSession {
  private readonly framer: PacketFramer;
  private readonly parser: Parser;
  private waiting: (() => void)[] = [];
  private underWay = 0;
  private stage: 'connecting' | 'subscribing' | 'up' = 'connecting';
  /** The broker may hold messages of before: until a ping that was sent with nothing under way is answered. */
  private isCatchingUp = true;
  private hasRead = false;
  private pingAwaited = false;
  private pingProves = false;
  private readonly timers: NodeJS.Timeout[] = [];
  private fail: (error: Error) => void = () => {};

  constructor(
    private readonly socket: Socket,
    private readonly options: SessionOptions,
  ) {
    this.framer = new PacketFramer(maxPacketBytes(options));
    this.parser = parser({ protocolVersion: options.version });
    this.parser.on('packet', (packet) => this.take(packet));
    this.parser.on('error', () =>
      this.fail(
        new UpstreamError({ reason: 'malformed', message: 'the broker sent a packet that cannot be read' }),
      ),
    );
  }

  /** Runs until the connection ends. @throws UpstreamError with the cause. */
  run(): Promise<never> {
    const { socket, options } = this;
    const ended = new Promise<never>((_resolve, reject) => {
      this.fail = reject;
    });
    socket.on('data', (chunk: Buffer) => this.read(chunk));
    socket.on('error', (cause) =>
      this.fail(
        cause instanceof UpstreamError
          ? cause
          : new UpstreamError({ reason: 'unreachable', message: 'the connection broke', cause }),
      ),
    );
    socket.on('close', () => this.fail(this.closedEarly()));
    this.timers.push(
      setTimeout(() => {
        if (this.stage !== 'up')
          this.fail(
            new UpstreamError({ reason: 'timeout', message: 'the broker did not let us in in time' }),
          );
      }, options.timeoutMs),
    );
    this.send(connectPacket(options));
    return ended.finally(() => {
      for (const timer of this.timers) clearTimeout(timer);
      this.waiting = [];
      this.fail = () => {};
      socket.destroy();
    });
  }

  private closedEarly(): UpstreamError {
    // Many brokers do not say that another client took the session over.
    const message =
      this.stage === 'up'
        ? 'the broker closed the connection; if it goes on so, give each collector a COLLECTOR_NAME of its own'
        : 'the broker closed the connection before it let us in';
    return new UpstreamError({ reason: 'unreachable', message });
  }

  private read(chunk: Buffer): void {
    try {
      // A server of something else may have said all it will say.
      if (this.stage === 'connecting' && chunk[0] !== CONNACK && !this.hasRead) throw strangeWords();
      this.hasRead = true;
      for (const frame of this.framer.push(chunk)) {
        if (frame.kind === 'packet') this.parser.parse(frame.bytes);
        else this.enqueue({ ...frame, retained: false }, frame.qos, frame.messageId);
      }
    } catch (error) {
      this.fail(error as Error);
    }
  }

  private take(packet: Packet): void {
    const isFirst = this.stage === 'connecting';
    if (isFirst !== (packet.cmd === 'connack')) {
      this.fail(new UpstreamError({ reason: 'malformed', message: 'the broker speaks out of turn' }));
      return;
    }
    switch (packet.cmd) {
      case 'connack':
        return this.connected(packet);
      case 'suback':
        return this.subscribed(packet);
      case 'publish': {
        const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload);
        const message = { topic: packet.topic, payload, bytes: payload.length, retained: packet.retain };
        return this.enqueue(message, packet.qos, packet.messageId ?? 0);
      }
      case 'pingresp':
        return this.pinged();
      case 'disconnect':
        return this.fail(brokerFailure(packet.reasonCode ?? 0x80, this.options.version, 'link ended'));
      default:
        return undefined;
    }
  }

  private connected(packet: IConnackPacket): void {
    const { version, topics, qos, keepAliveS } = this.options;
    const code = (version === 4 ? packet.returnCode : packet.reasonCode) ?? packet.returnCode ?? 0;
    if (code !== 0) return this.fail(brokerFailure(code, version, 'not let in'));
    this.stage = 'subscribing';
    const everyS = Math.min(packet.properties?.serverKeepAlive || keepAliveS, keepAliveS);
    this.timers.push(setInterval(() => this.keepAlive(), everyS * 1000));
    this.send({
      cmd: 'subscribe',
      messageId: SUBSCRIBE_ID,
      subscriptions: topics.map((topic) => ({ topic, qos })),
    });
  }

  private subscribed({ granted }: ISubackPacket): void {
    const { topics, version } = this.options;
    for (const [at, code] of granted.entries()) {
      if (typeof code !== 'number' || code < 0x80) continue;
      const failure = brokerFailure(version === 4 ? 5 : code, version, `topic ${topics[at] ?? ''}`);
      return this.fail(failure);
    }
    this.stage = 'up';
    this.options.onUp();
    this.prove();
  }

  /** Messages of one chunk of bytes may be more than may be under way: the rest of them waits here. */
  private enqueue(message: Omit<Message, 'isLive'>, qos: number, messageId: number): void {
    this.pingProves = false;
    this.waiting.push(() => this.hand(message, qos, messageId));
    this.pump();
  }

  private pump(): void {
    while (this.underWay < this.options.maxUnderWay) {
      const next = this.waiting.shift();
      if (next === undefined) break;
      next();
    }
    if (this.waiting.length > 0) this.socket.pause();
    else this.socket.resume();
  }

  private hand(message: Omit<Message, 'isLive'>, qos: number, messageId: number): void {
    this.underWay += 1;
    const startMs = performance.now();
    const isLive = !this.isCatchingUp && !message.retained;
    this.options.onMessage({ ...message, isLive }).then(
      () => {
        this.underWay -= 1;
        if (performance.now() - startMs > STALL_MS) this.isCatchingUp = true;
        if (qos > 0 && !this.socket.destroyed) this.send({ cmd: 'puback', messageId, reasonCode: 0 });
        this.pump();
        if (this.isCatchingUp && this.underWay === 0) this.prove();
      },
      (error: Error) => this.fail(error),
    );
  }

  /** A ping with nothing under way: its answer proves that nothing of before waits any more. */
  private prove(): void {
    if (this.pingAwaited || this.underWay > 0) return;
    this.pingProves = true;
    this.ping();
  }

  private ping(): void {
    this.pingAwaited = true;
    this.send({ cmd: 'pingreq' });
  }

  private pinged(): void {
    this.pingAwaited = false;
    if (!this.isCatchingUp) return;
    if (this.pingProves && this.underWay === 0 && this.waiting.length === 0) this.isCatchingUp = false;
    this.pingProves = false;
    this.prove();
  }

  private keepAlive(): void {
    // What is not read cannot answer.
    if (this.pingAwaited && !this.socket.isPaused()) {
      this.fail(new UpstreamError({ reason: 'timeout', message: 'the broker gives no sign of life' }));
      return;
    }
    this.ping();
  }

  private send(packet: Packet): void {
    this.socket.write(generate(packet, { protocolVersion: this.options.version }));
  }
}
