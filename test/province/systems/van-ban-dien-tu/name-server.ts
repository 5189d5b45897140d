/** The name server of one of the 27 systems, over TCP (RFC 1035): one name, one address, and its failure. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Socket } from 'node:net';
import type { Rhythm, View } from '../../service.ts';
import { SLOW_MS, stateInForce } from './systems.ts';

/** Whose name it knows. */
const SYSTEM = 'HT07';
const NAME = 'ioc-tinh.langson.test';
const HEADER_BYTES = 12;
const SERVER_FAILURE = 2;
const NO_SUCH_NAME = 3;

export function answerNames(socket: Socket, live: (rhythm: Rhythm) => View): void {
  socket.once('data', (bytes: Buffer) => {
    const query = bytes.subarray(2, 2 + bytes.readUInt16BE());
    const state = stateInForce(live, SYSTEM);
    const reply = encode(query, state === 'MAT_KET_NOI' || state === 'BAO_TRI');
    void sleep(state === 'CHAM' ? SLOW_MS : 0).then(() => socket.end(reply));
  });
}

function encode(query: Buffer, hasFailed: boolean): Buffer {
  const labels = NAME.split('.').map((label) => String.fromCharCode(label.length) + label);
  const isKnown = query.indexOf(`${labels.join('')}\0`, HEADER_BYTES, 'latin1') === HEADER_BYTES;
  const code = hasFailed ? SERVER_FAILURE : isKnown ? 0 : NO_SUCH_NAME;
  const header = Buffer.from(query.subarray(0, HEADER_BYTES));
  header.writeUInt16BE(0x8180 | code, 2);
  header.writeUInt16BE(code === 0 ? 1 : 0, 6);
  // The name of the question, A, IN, a minute, 127.0.0.1.
  const record = Buffer.from([0xc0, HEADER_BYTES, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1]);
  const message = Buffer.concat([header, query.subarray(HEADER_BYTES), ...(code === 0 ? [record] : [])]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}
