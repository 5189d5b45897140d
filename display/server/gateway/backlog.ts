/** What waits to be sent to one client, and how to drop it. */
import type { Socket } from 'socket.io';

/** A client with more than this waiting has fallen behind: it leaves the rooms and is told to refresh. */
export const MAX_CLIENT_BACKLOG_BYTES = 512_000;
/** After this many bytes to a room the backlogs are looked at without waiting for the next tick. */
export const CHECK_AFTER_BYTES = 256_000;
/** Backlogs are looked at this often, ms. Between two looks at most {@link CHECK_AFTER_BYTES} are added. */
export const CHECK_EVERY_MS = 250;
/** At or below this a client that had fallen behind has drained, bytes. */
export const DRAINED_BYTES = 16_000;
/** A client that does not drain for this long is disconnected, ms; it comes back on a connection that works. */
export const MAX_DRAIN_MS = 10_000;

interface WaitingPacket {
  readonly type: string;
  readonly data?: unknown;
}

/** The parts of an Engine.IO socket that hold what waits; it offers no public measure of them. */
interface EngineSocket {
  readonly writeBuffer?: WaitingPacket[];
  readonly transport?: { readonly socket?: { readonly bufferedAmount?: number } };
}

const engineOf = (socket: Pick<Socket, 'conn'>) => socket.conn as unknown as EngineSocket;

/** Bytes in Engine.IO's queue and in the WebSocket's. Text counts one byte a character, nearly what it is. */
export function backlogBytes(socket: Pick<Socket, 'conn'>): number {
  const { writeBuffer = [], transport } = engineOf(socket);
  const queued = writeBuffer.reduce((sum, { data }) => sum + (typeof data === 'string' ? data.length : 0), 0);
  return queued + (transport?.socket?.bufferedAmount ?? 0);
}

/** Drops the messages that have not reached the WebSocket; pings stay, or the client would seem dead. */
export function dropQueue(socket: Pick<Socket, 'conn'>): void {
  const { writeBuffer } = engineOf(socket);
  if (writeBuffer === undefined) return;
  const kept = writeBuffer.filter(({ type }) => type !== 'message');
  writeBuffer.splice(0, writeBuffer.length, ...kept);
}
