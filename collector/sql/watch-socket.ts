/** Bounds what a server may send, whatever its driver makes of it. */
import type { Socket } from 'node:net';
import { UpstreamError } from '../../shared/errors.ts';

export interface WatchRules {
  /** Most bytes of the whole connection. */
  readonly maxBytes: number;
  /** Whether the first bytes are those of this protocol; a driver would wait for ever for the rest of others. */
  readonly isGreeting?: (first: Uint8Array) => boolean;
}

/** Sign-in, column names and marks of each row, beside the rows themselves. */
const OVERHEAD_BYTES = 100_000;

/**
 * Destroys the socket with the reason when its server breaks a rule. A driver that throws while it reads what is no
 * protocol of its own would end the whole thread; here it ends the connection.
 */
export function watchSocket(socket: Socket, { maxBytes, isGreeting }: WatchRules): void {
  let bytes = 0;
  const emit = socket.emit.bind(socket) as (event: string | symbol, ...given: unknown[]) => boolean;
  const fail = (reason: 'too-large' | 'malformed', message: string, cause?: unknown): boolean => {
    socket.destroy(new UpstreamError({ reason, message, cause }));
    return false;
  };
  socket.emit = (event: string | symbol, ...given: unknown[]): boolean => {
    if (event !== 'data') return emit(event, ...given);
    if (socket.destroyed) return false;
    const [chunk] = given as [Buffer];
    if (bytes === 0 && isGreeting?.(chunk) === false)
      return fail('malformed', 'an answer of another protocol');
    bytes += chunk.length;
    if (bytes > maxBytes + OVERHEAD_BYTES) return fail('too-large', `more than ${maxBytes} bytes`);
    try {
      return emit(event, chunk);
    } catch (error) {
      if (error instanceof UpstreamError) {
        socket.destroy(error);
        return false;
      }
      return fail('malformed', 'an answer that breaks its protocol', error);
    }
  };
}
