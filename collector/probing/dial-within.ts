/** A connection of one question: it ends with the question's time, not only with the poll's. */
import type { Socket } from 'node:net';
import { UpstreamError } from '../../shared/errors.ts';
import type { Dial, DialTarget } from '../connector.ts';

/** @param signal the question: its end destroys the connection, also one that comes later. */
export function dialWithin(dial: Dial, target: DialTarget, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(notInTime());
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    dial(target).then(
      (socket) => {
        signal.removeEventListener('abort', giveUp);
        // Whoever reads hears of an error by the end of the stream; without a listener it would end the thread.
        socket.on('error', () => {});
        const end = () => socket.destroy(notInTime());
        if (signal.aborted) return end();
        signal.addEventListener('abort', end, { once: true });
        socket.once('close', () => signal.removeEventListener('abort', end));
        resolve(socket);
      },
      (error: unknown) => {
        signal.removeEventListener('abort', giveUp);
        reject(error);
      },
    );
  });
}

export function notInTime(): UpstreamError {
  return new UpstreamError({ reason: 'timeout', message: 'no whole answer in time' });
}

/** A failure of a connection that was made, as the others are named. */
export function asCut(error: unknown, signal: AbortSignal): unknown {
  if (error instanceof UpstreamError) return error;
  if (signal.aborted) return notInTime();
  const isOfTheLine = error instanceof Error && 'code' in error;
  return isOfTheLine
    ? new UpstreamError({ reason: 'unreachable', message: 'the connection was cut', cause: error })
    : error;
}
