/**
 * Counts what Socket.IO really encodes, by event: the proof that a change is encoded once per room (goal P2) is a
 * count of the encoder's own calls, not of ours.
 */
import type { Metrics } from '../metrics.ts';

/** Socket.IO keeps one encoder for all its sockets and rooms. */
interface EncodingServer {
  readonly encoder: { encode(packet: { data?: unknown }): (string | Buffer)[] };
}

/** @returns a function that tells how many bytes the last encoded message has. */
export function countEncodes(io: object, metrics: Pick<Metrics, 'encodes' | 'encodedBytes'>): () => number {
  const { encoder } = io as EncodingServer;
  const encode = encoder.encode.bind(encoder);
  let lastBytes = 0;
  encoder.encode = (packet) => {
    const encoded = encode(packet);
    const event: unknown = Array.isArray(packet.data) ? packet.data[0] : undefined;
    lastBytes = encoded.reduce((sum, part) => sum + part.length, 0);
    if (typeof event === 'string') {
      metrics.encodes.inc({ event });
      metrics.encodedBytes.inc({ event }, lastBytes);
    }
    return encoded;
  };
  return () => lastBytes;
}
