/** The parts of a ZIP, within bounds that are checked from its directory before anything is unpacked. */
import { crc32, inflateRawSync } from 'node:zlib';
import { malformed, tooLarge } from './grid.ts';

export interface ZipBounds {
  /** Most bytes that all wanted parts have together when unpacked. */
  readonly maxBytes: number;
  readonly maxRatio: number;
}

export interface ZipPart {
  readonly name: string;
  readonly packed: Uint8Array;
  readonly isDeflated: boolean;
  readonly bytes: number;
  readonly crc: number;
}

/** A workbook of an office has about twenty. */
const MAX_ENTRIES = 1_000;
/** Small parts may grow by any ratio. */
const RATIO_COUNTS_FROM_BYTES = 100_000;
const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 65_535;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
const OLE_SIGNATURE = 0xe011cfd0;

/** The directory of a ZIP: names and sizes, nothing unpacked. */
export function zipParts(bytes: Uint8Array): readonly ZipPart[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length >= 4 && file.readUInt32LE(0) === OLE_SIGNATURE)
    throw malformed('an old .xls workbook, or one with a password; save it as .xlsx without');
  if (file.length < END_BYTES || file.readUInt32LE(0) !== LOCAL_SIGNATURE)
    throw malformed('no .xlsx workbook');
  const end = endOfDirectory(file);
  const count = file.readUInt16LE(end + 10);
  const size = file.readUInt32LE(end + 12);
  const start = file.readUInt32LE(end + 16);
  if (count > MAX_ENTRIES) throw tooLarge(`more than ${MAX_ENTRIES} files inside`);
  // Also what a ZIP64 looks like, which no report of 5 MB needs.
  if (start + size > end) throw malformed('a broken directory');
  const parts: ZipPart[] = [];
  let at = start;
  let packedBytes = 0;
  for (let left = count; left > 0; left -= 1) {
    const { part, next } = entryAt(file, at, end);
    packedBytes += part.packed.length;
    parts.push(part);
    at = next;
  }
  // Parts that share their bytes are how a small file becomes a large one.
  if (packedBytes > file.length) throw malformed('parts that overlap');
  return parts;
}

function endOfDirectory(file: Buffer): number {
  const earliest = Math.max(0, file.length - END_BYTES - MAX_COMMENT_BYTES);
  for (let at = file.length - END_BYTES; at >= earliest; at -= 1)
    if (file.readUInt32LE(at) === END_SIGNATURE) return at;
  throw malformed('a workbook without an end: it was cut, or is still being written');
}

function entryAt(file: Buffer, at: number, end: number): { part: ZipPart; next: number } {
  if (at + ENTRY_BYTES > end || file.readUInt32LE(at) !== ENTRY_SIGNATURE)
    throw malformed('a broken directory');
  const flags = file.readUInt16LE(at + 8);
  const method = file.readUInt16LE(at + 10);
  if ((flags & 1) !== 0) throw malformed('a part with a password');
  if (method !== 0 && method !== 8) throw malformed('a part packed in a way that is not known');
  const packedBytes = file.readUInt32LE(at + 20);
  const nameBytes = file.readUInt16LE(at + 28);
  const next = at + ENTRY_BYTES + nameBytes + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  const local = file.readUInt32LE(at + 42);
  if (local + LOCAL_BYTES > file.length || file.readUInt32LE(local) !== LOCAL_SIGNATURE)
    throw malformed('a part that is not where the directory says');
  const body = local + LOCAL_BYTES + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
  if (body + packedBytes > file.length) throw malformed('a part that was cut');
  const part = {
    name: file.toString('utf8', at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes),
    packed: file.subarray(body, body + packedBytes),
    isDeflated: method === 8,
    bytes: file.readUInt32LE(at + 24),
    crc: file.readUInt32LE(at + 16),
  };
  return { part, next };
}

/** Checks the sizes that the directory claims, then unpacks; a part that is larger than it claims is refused. */
export function unpack(parts: readonly ZipPart[], bounds: ZipBounds): ReadonlyMap<string, Uint8Array> {
  const total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > bounds.maxBytes) throw tooLarge(`unpacks to more than ${bounds.maxBytes} bytes`);
  for (const { bytes, packed } of parts)
    if (bytes > RATIO_COUNTS_FROM_BYTES && bytes > packed.length * bounds.maxRatio)
      throw tooLarge(`unpacks to more than ${bounds.maxRatio} times its size`);
  const unpacked = new Map<string, Uint8Array>();
  for (const part of parts) {
    if (unpacked.has(part.name)) throw malformed('two parts of one name');
    unpacked.set(part.name, unpackOne(part));
  }
  return unpacked;
}

function unpackOne({ packed, isDeflated, bytes, crc }: ZipPart): Uint8Array {
  const plain = isDeflated ? inflated(packed, bytes) : packed;
  if (plain.length !== bytes || crc32(plain) !== crc)
    throw malformed('a part that is not what the directory says');
  return plain;
}

function inflated(packed: Uint8Array, bytes: number): Uint8Array {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, bytes) });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (/^(Z_|ERR_BUFFER_TOO_LARGE)/.test(code)) throw malformed('a part that cannot be unpacked');
    throw error;
  }
}
