/** Packets cut out of any chunks of bytes. */
import fc from 'fast-check';
import { generate } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { PacketFramer, type Frame } from '../../../collector/mqtt/framer.ts';

const MAX_BYTES = 500;
const publish = (payloadBytes: number, messageId: number, qos: 0 | 1 = 1) =>
  generate(
    {
      cmd: 'publish',
      topic: `gates/${messageId}`,
      payload: Buffer.alloc(payloadBytes, 'a'),
      qos,
      messageId,
      dup: false,
      retain: false,
    },
    { protocolVersion: 4 },
  );

function framesOf(chunks: readonly Buffer[]): Frame[] {
  const framer = new PacketFramer(MAX_BYTES);
  return chunks.flatMap((chunk) => framer.push(chunk));
}

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let at = 0;
  for (const size of sizes) {
    if (at >= bytes.length) break;
    chunks.push(bytes.subarray(at, (at += size)));
  }
  chunks.push(bytes.subarray(at));
  return chunks;
}

describe('the framer', () => {
  it('finds the same packets however the bytes arrive, and lets the long ones flow by', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 8 });
    const cuts = fc.array(fc.integer({ min: 1, max: 700 }), { maxLength: 40 });
    fc.assert(
      fc.property(sizes, cuts, (payloads, at) => {
        const packets = payloads.map((bytes, n) => publish(bytes, n + 1));
        const frames = framesOf(cut(Buffer.concat(packets), at));
        expect(frames.map((frame) => frame.kind)).toEqual(
          payloads.map((bytes) => (bytes + 11 > MAX_BYTES ? 'oversized' : 'packet')),
        );
        const told = frames.map((frame) => (frame.kind === 'packet' ? frame.bytes : frame.topic));
        expect(told).toEqual(
          packets.map((packet, n) => (packet.length - 3 > MAX_BYTES ? `gates/${n + 1}` : packet)),
        );
      }),
    );
  });

  it('names a long message of quality 0, which has no id', () => {
    expect(framesOf([publish(1_000, 7, 0)])).toEqual([
      { kind: 'oversized', topic: 'gates/7', qos: 0, messageId: 0, bytes: 1_009 },
    ]);
  });

  it('waits for a head that has not come yet', () => {
    const bytes = publish(3_000, 1);
    const framer = new PacketFramer(MAX_BYTES);
    expect(framer.push(bytes.subarray(0, 1_000))).toEqual([]);
    expect(framer.push(bytes.subarray(1_000))).toHaveLength(1);
    expect(framer.push(publish(1, 2))).toHaveLength(1);
  });

  it.each([
    ['a length without an end', [0x30, 0xff, 0xff, 0xff, 0xff, 0x7f], 'malformed'],
    ['a long packet that is no message', [0x90, 0xff, 0x7f, ...Buffer.alloc(2_000)], 'too-large'],
    [
      'a long message whose topic is endless',
      [0x32, 0xff, 0x7f, 0xff, 0xff, ...Buffer.alloc(2_000)],
      'malformed',
    ],
  ])('ends the connection at %s', (_what, bytes, reason) => {
    expect(() => framesOf([Buffer.from(bytes)])).toThrow(expect.objectContaining({ reason }));
  });
});
