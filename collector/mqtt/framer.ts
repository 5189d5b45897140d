/**
 * Cuts the bytes of an MQTT connection into packets, none of them longer than allowed. A longer message is not stored:
 * its head is kept so that it can be named and acknowledged, and the rest flows by. Pure.
 */
import { UpstreamError } from '../../shared/errors.ts';

export type Frame =
  | { readonly kind: 'packet'; readonly bytes: Buffer }
  /** A PUBLISH that is too long. */
  | {
      readonly kind: 'oversized';
      readonly topic: string;
      readonly qos: number;
      readonly messageId: number;
      readonly bytes: number;
    };

const PUBLISH = 3;
/** A length has at most four bytes of seven bits. */
const MAX_LENGTH_BYTES = 4;
/** Longest topic that is read of a message that is too long itself. */
const MAX_TOPIC_BYTES = 1_024;
/** What names a message: length of the topic, the topic, its id. */
const HEAD_BYTES = 2 + MAX_TOPIC_BYTES + 2;

function malformed(message: string): UpstreamError {
  return new UpstreamError({ reason: 'malformed', message });
}

export function strangeWords(): UpstreamError {
  return malformed('what answers does not speak MQTT');
}

export class PacketFramer {
  private waiting: Buffer[] = [];
  private waitingBytes = 0;
  /** Bytes of an oversized message that still flow by. */
  private skipBytes = 0;

  constructor(private readonly maxBytes: number) {}

  /** @throws UpstreamError `malformed`, `too-large`: the connection cannot go on. */
  push(chunk: Buffer): Frame[] {
    const skipped = Math.min(this.skipBytes, chunk.length);
    this.skipBytes -= skipped;
    if (skipped < chunk.length) {
      this.waiting.push(chunk.subarray(skipped));
      this.waitingBytes += chunk.length - skipped;
    }
    const frames: Frame[] = [];
    for (let frame = this.next(); frame !== undefined; frame = this.next()) frames.push(frame);
    return frames;
  }

  private next(): Frame | undefined {
    const header = this.header();
    if (header === undefined) return undefined;
    const { first, start, length } = header;
    const isTooLong = length > this.maxBytes;
    const wanted = start + (isTooLong ? Math.min(length, HEAD_BYTES) : length);
    if (this.waitingBytes < wanted) return undefined;
    const bytes = this.joined();
    if (!isTooLong) {
      this.keep(bytes.subarray(wanted));
      return { kind: 'packet', bytes: bytes.subarray(0, wanted) };
    }
    if (first >> 4 !== PUBLISH)
      throw new UpstreamError({ reason: 'too-large', message: 'a control packet beyond all bounds' });
    const rest = bytes.subarray(Math.min(bytes.length, start + length));
    this.skipBytes = Math.max(0, start + length - bytes.length);
    this.keep(rest);
    return { kind: 'oversized', ...headOf(first, bytes.subarray(start)), bytes: length };
  }

  /** Type and length of the packet that begins; undefined until they are there. */
  private header(): { first: number; start: number; length: number } | undefined {
    if (this.waitingBytes < 2) return undefined;
    // The first piece may be a single byte.
    if ((this.waiting[0]?.length ?? 0) < 1 + MAX_LENGTH_BYTES) this.joined();
    const bytes = this.waiting[0] ?? Buffer.alloc(0);
    let length = 0;
    for (let at = 1; at <= MAX_LENGTH_BYTES; at += 1) {
      const byte = bytes[at];
      if (byte === undefined) return undefined;
      length += (byte & 0x7f) * 2 ** (7 * (at - 1));
      if (byte < 0x80) return { first: bytes[0] ?? 0, start: at + 1, length };
    }
    throw strangeWords();
  }

  private joined(): Buffer {
    const bytes = this.waiting.length === 1 ? (this.waiting[0] as Buffer) : Buffer.concat(this.waiting);
    this.waiting = [bytes];
    return bytes;
  }

  private keep(rest: Buffer): void {
    this.waiting = rest.length === 0 ? [] : [rest];
    this.waitingBytes = rest.length;
  }
}

function headOf(first: number, head: Buffer) {
  const qos = (first >> 1) & 3;
  const topicBytes = head.length < 2 ? Infinity : head.readUInt16BE(0);
  if (topicBytes > MAX_TOPIC_BYTES || head.length < 2 + topicBytes + 2)
    throw malformed('a message whose topic cannot be read');
  return {
    topic: head.subarray(2, 2 + topicBytes).toString('utf8'),
    qos,
    messageId: qos === 0 ? 0 : head.readUInt16BE(2 + topicBytes),
  };
}
