/** Messages of PostgreSQL's protocol, version 3, as bytes. Pure. */

export interface WireColumn {
  readonly name: string;
  /** The server's number of the type. */
  readonly type: number;
}

/** Frames one message: a letter, the length, the parts. */
function message(letter: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(5);
  head.write(letter, 0, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const text = (value: string) => Buffer.from(`${value}\0`);
function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}
function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

export const authenticationOk = () => message('R', int32(0));
/** Wants the password as MD5 of itself, the user and this salt. */
export const authenticationMd5 = (salt: Buffer) => message('R', int32(5), salt);
export const backendKey = (id: number, secret: number) => message('K', int32(id), int32(secret));
export const parameterStatus = (name: string, value: string) => message('S', text(name), text(value));
/** `I`: idle; `T`: in a transaction; `E`: in one that failed. */
export const readyForQuery = (state: 'I' | 'T' | 'E') => message('Z', Buffer.from(state));
export const parseComplete = () => message('1');
export const bindComplete = () => message('2');
export const closeComplete = () => message('3');
export const portalSuspended = () => message('s');
export const commandComplete = (tag: string) => message('C', text(tag));

export function errorResponse(state: string, words: string): Buffer {
  const fields = [`SERROR`, `C${state}`, `M${words}`].map(text);
  return message('E', ...fields, Buffer.from([0]));
}

export function rowDescription(columns: readonly WireColumn[]): Buffer {
  const fields = columns.flatMap(({ name, type }) => [
    text(name),
    int32(0),
    int16(0),
    int32(type),
    int16(-1),
    int32(-1),
    int16(0),
  ]);
  return message('T', int16(columns.length), ...fields);
}

export function dataRow(cells: readonly (string | null)[]): Buffer {
  const parts = cells.flatMap((cell) => {
    if (cell === null) return [int32(-1)];
    const bytes = Buffer.from(cell);
    return [int32(bytes.length), bytes];
  });
  return message('D', int16(cells.length), ...parts);
}

/** Reads a message's fields one after the other. */
export class MessageReader {
  #at = 0;
  constructor(private readonly body: Buffer) {}

  text(): string {
    const end = this.body.indexOf(0, this.#at);
    const value = this.body.toString('utf8', this.#at, end);
    this.#at = end + 1;
    return value;
  }

  int16(): number {
    this.#at += 2;
    return this.body.readInt16BE(this.#at - 2);
  }

  int32(): number {
    this.#at += 4;
    return this.body.readInt32BE(this.#at - 4);
  }

  /** A value with its length before it; null for a length of −1. */
  value(): string | null {
    const length = this.int32();
    if (length < 0) return null;
    this.#at += length;
    return this.body.toString('utf8', this.#at - length, this.#at);
  }
}
