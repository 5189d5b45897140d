/**
 * One question to one name server, as RFC 1035 writes it, over TCP (RFC 7766: every server speaks it): a connection goes
 * by the checked way to the network, a datagram would not.
 */
import type { Socket } from 'node:net';
import { UpstreamError } from '../../shared/errors.ts';
import { asCut } from '../probing/dial-within.ts';

const TYPES = { A: 1, AAAA: 28 } as const;
export type DnsType = keyof typeof TYPES;
export const DNS_TYPES = Object.keys(TYPES) as DnsType[];

const HEADER_BYTES = 12;
const CLASS_IN = 1;
/** A pointer to a name said before (RFC 1035, 4.1.4) has both high bits set and two bytes. */
const POINTER_BITS = 0xc0;
const MAX_LABEL_BYTES = 63;
const RCODE_MASK = 0x0f;
const ANSWER_BIT = 0x80;
/** Recursion is wished for. */
const QUERY_FLAGS = 0x0100;

export interface DnsAnswer {
  /** 0: good, 2: the server failed, 3: no such name, 5: refused. */
  readonly code: number;
  readonly addresses: readonly string[];
}

/** @throws UpstreamError for what is no answer to this question. */
export async function askNameServer(
  socket: Socket,
  question: { readonly name: string; readonly type: DnsType; readonly id: number },
  signal: AbortSignal,
): Promise<DnsAnswer> {
  const query = encodeQuery(question);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(query.length);
  socket.write(Buffer.concat([length, query]));
  return readAnswer(await readMessage(socket, signal), question);
}

function encodeQuery({ name, type, id }: { name: string; type: DnsType; id: number }): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(id, 0);
  header.writeUInt16BE(QUERY_FLAGS, 2);
  header.writeUInt16BE(1, 4);
  const labels = name
    .split('.')
    .filter((label) => label !== '')
    .map((label) => {
      const bytes = Buffer.from(label);
      if (bytes.length > MAX_LABEL_BYTES)
        throw new UpstreamError({
          reason: 'client',
          message: 'a part of its name is longer than 63 letters',
        });
      return Buffer.concat([Buffer.from([bytes.length]), bytes]);
    });
  const tail = Buffer.from([0, 0, TYPES[type], 0, CLASS_IN]);
  return Buffer.concat([header, ...labels, tail]);
}

/** At most 65,537 bytes, as the two of its length say. */
async function readMessage(socket: Socket, signal: AbortSignal): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  try {
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      bytes = Buffer.concat([bytes, chunk]);
      if (bytes.length >= 2 && bytes.length >= 2 + bytes.readUInt16BE()) break;
    }
  } catch (error) {
    throw asCut(error, signal);
  }
  if (bytes.length < 2 || bytes.length < 2 + bytes.readUInt16BE())
    throw new UpstreamError({ reason: 'unreachable', message: 'the connection was cut' });
  return bytes.subarray(2, 2 + bytes.readUInt16BE());
}

function readAnswer(message: Buffer, { type, id }: { type: DnsType; id: number }): DnsAnswer {
  try {
    const isAnswer = message.readUInt16BE(0) === id && (message.readUInt8(2) & ANSWER_BIT) !== 0;
    if (!isAnswer) throw new RangeError('another message');
    const code = message.readUInt8(3) & RCODE_MASK;
    return { code, addresses: code === 0 ? addressesIn(message, TYPES[type]) : [] };
  } catch (error) {
    // Node's readers throw a RangeError beyond the end.
    if (!(error instanceof RangeError)) throw error;
    throw new UpstreamError({ reason: 'malformed', message: 'an answer that is no DNS' });
  }
}

function addressesIn(message: Buffer, type: number): string[] {
  let at = HEADER_BYTES;
  for (let left = message.readUInt16BE(4); left > 0; left -= 1) at = afterName(message, at) + 4;
  const addresses: string[] = [];
  for (let left = message.readUInt16BE(6); left > 0; left -= 1) {
    at = afterName(message, at);
    const found = message.readUInt16BE(at);
    const end = at + 10 + message.readUInt16BE(at + 8);
    if (end > message.length) throw new RangeError('a record beyond the end');
    if (found === type) addresses.push(addressOf(message.subarray(at + 10, end)));
    at = end;
  }
  return addresses;
}

/** Names are passed over, not followed, so no circle of pointers can hold us. */
function afterName(message: Buffer, start: number): number {
  for (let at = start; ;) {
    const length = message.readUInt8(at);
    if ((length & POINTER_BITS) === POINTER_BITS) return at + 2;
    at += 1 + length;
    if (length === 0) return at;
  }
}

function addressOf(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(at * 2).toString(16));
  return canonicalAddress(groups.join(':'));
}

/** The one spelling of an address, so that two can be compared. */
export function canonicalAddress(text: string): string {
  return text.includes(':') ? new URL(`http://[${text}]`).hostname.slice(1, -1) : text;
}
