/**
 * How bright each block of 8 × 8 pixels of a JPEG is (ITU T.81), without decoding the picture: the first coefficient of a
 * block is its mean. Baseline and progressive, any sampling; a tenth of the work of a whole decoder, and no library.
 */
import { BitReader, huffmanCodes, type HuffmanCodes } from './bit-reader.ts';

/** Bound of what is looked at; a camera of today has 8 million. */
const MAX_PIXELS = 33_000_000;
const BLOCK = 8;
const COEFFICIENTS = 64;

export interface LumaBlocks {
  readonly columns: number;
  readonly rows: number;
  /** Means from 0 to 255, row by row. */
  readonly means: Uint8Array;
}

interface Component {
  readonly id: number;
  readonly across: number;
  readonly down: number;
  readonly quantizer: number;
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly isProgressive: boolean;
  readonly components: readonly Component[];
}

interface Tables {
  readonly quantizers: Map<number, number>;
  readonly codes: Map<number, HuffmanCodes>;
  frame: Frame | undefined;
  restartEvery: number;
}

/** Undefined for a picture that is broken, too large, or of a rare kind: arithmetic, lossless, 12 bits. */
export function readLumaBlocks(bytes: Uint8Array): LumaBlocks | undefined {
  try {
    return readBlocks(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    // Buffers and the bit reader throw it beyond an end.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function readBlocks(bytes: Buffer): LumaBlocks {
  const tables: Tables = { quantizers: new Map(), codes: new Map(), frame: undefined, restartEvery: 0 };
  for (let at = 2; ;) {
    if (bytes.readUInt8(at) !== 0xff) throw new RangeError('no marker where one should be');
    const marker = bytes.readUInt8(at + 1);
    // Markers may be filled up with more of the same.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const end = at + 2 + Math.max(2, bytes.readUInt16BE(at + 2));
    const body = bytes.subarray(at + 4, end);
    if (marker === 0xda) {
      const blocks = readScan(bytes, end, body, tables);
      if (blocks !== undefined) return blocks;
      at = afterScan(bytes, end);
      continue;
    }
    noteSegment(marker, body, tables);
    at = end;
  }
}

function noteSegment(marker: number, body: Buffer, tables: Tables): void {
  switch (marker) {
    case 0xdb:
      return noteQuantizers(body, tables);
    case 0xc4:
      return noteCodes(body, tables);
    case 0xdd:
      tables.restartEvery = body.readUInt16BE(0);
      return;
    case 0xc0:
    case 0xc1:
    case 0xc2:
      tables.frame = frameOf(body, marker === 0xc2);
      return;
    default:
      // Other frames (lossless, arithmetic) stand from C3 to CF; DHT and DAC among them are no frames.
      if (marker > 0xc2 && marker <= 0xcf && marker !== 0xc8 && marker !== 0xcc)
        throw new RangeError('a rare kind of JPEG');
  }
}

function noteQuantizers(body: Buffer, { quantizers }: Tables): void {
  for (let at = 0; at < body.length;) {
    const isWide = body.readUInt8(at) >> 4 !== 0;
    quantizers.set(body.readUInt8(at) & 15, isWide ? body.readUInt16BE(at + 1) : body.readUInt8(at + 1));
    at += 1 + COEFFICIENTS * (isWide ? 2 : 1);
  }
}

function noteCodes(body: Buffer, { codes }: Tables): void {
  for (let at = 0; at < body.length;) {
    const table = huffmanCodes(body.subarray(at + 1));
    codes.set(body.readUInt8(at), table);
    at += 1 + 16 + table.symbols.length;
  }
}

function frameOf(body: Buffer, isProgressive: boolean): Frame {
  const [height, width] = [body.readUInt16BE(1), body.readUInt16BE(3)];
  const isUsual = body.readUInt8(0) === 8 && width > 0 && height > 0 && width * height <= MAX_PIXELS;
  if (!isUsual) throw new RangeError('more than 8 bits, no size, or too large');
  const components = Array.from({ length: body.readUInt8(5) }, (_, index) => {
    const at = 6 + index * 3;
    const sampling = body.readUInt8(at + 1);
    const [across, down] = [sampling >> 4, sampling & 15];
    if (across < 1 || across > 4 || down < 1 || down > 4) throw new RangeError('no sampling');
    return { id: body.readUInt8(at), across, down, quantizer: body.readUInt8(at + 2) };
  });
  return { width, height, isProgressive, components };
}

interface ScanPart {
  readonly isLuma: boolean;
  readonly blocks: { readonly across: number; readonly down: number };
  readonly dc: HuffmanCodes;
  readonly ac: HuffmanCodes | undefined;
  last: number;
}

/** The blocks, when this scan holds the brightness; undefined for one of colours or of finer detail. */
function readScan(bytes: Buffer, start: number, head: Buffer, tables: Tables): LumaBlocks | undefined {
  const { frame, codes, quantizers, restartEvery } = tables;
  const [luma] = frame?.components ?? [];
  if (frame === undefined || luma === undefined) throw new RangeError('a scan without a frame');
  const count = head.readUInt8(0);
  const [from, approximation] = [head.readUInt8(1 + count * 2), head.readUInt8(3 + count * 2)];
  const named = Array.from({ length: count }, (_, index) => ({
    id: head.readUInt8(1 + index * 2),
    tables: head.readUInt8(2 + index * 2),
  }));
  // Of a progressive picture the first scan has the means, but for their last bits.
  if (!named.some(({ id }) => id === luma.id) || from !== 0 || approximation >> 4 !== 0) return undefined;
  const parts = named.map(({ id, tables: which }): ScanPart => {
    const component = frame.components.find((one) => one.id === id);
    const dc = codes.get(which >> 4);
    const ac = frame.isProgressive ? undefined : codes.get(0x10 | (which & 15));
    if (component === undefined || dc === undefined || (ac === undefined && !frame.isProgressive))
      throw new RangeError('a scan whose tables are missing');
    const blocks = count === 1 ? { across: 1, down: 1 } : component;
    return { isLuma: component === luma, blocks, dc, ac, last: 0 };
  });
  const step = ((quantizers.get(luma.quantizer) ?? 1) << (approximation & 15)) / BLOCK;
  return decode(new BitReader(bytes, start), { frame, luma, parts, step, restartEvery });
}

interface Scan {
  readonly frame: Frame;
  readonly luma: Component;
  readonly parts: readonly ScanPart[];
  readonly step: number;
  readonly restartEvery: number;
}

function decode(bits: BitReader, { frame, luma, parts, step, restartEvery }: Scan): LumaBlocks {
  const most = (side: 'across' | 'down') => Math.max(...frame.components.map((one) => one[side]));
  const [mostAcross, mostDown] = [most('across'), most('down')];
  const columns = Math.ceil((frame.width * luma.across) / mostAcross / BLOCK);
  const rows = Math.ceil((frame.height * luma.down) / mostDown / BLOCK);
  const isAlone = parts.length === 1;
  const unitColumns = isAlone ? columns : Math.ceil(frame.width / (BLOCK * mostAcross));
  const unitRows = isAlone ? rows : Math.ceil(frame.height / (BLOCK * mostDown));
  const means = new Uint8Array(columns * rows);
  for (let unit = 0; unit < unitColumns * unitRows; unit += 1) {
    if (restartEvery > 0 && unit > 0 && unit % restartEvery === 0) {
      bits.restart();
      for (const part of parts) part.last = 0;
    }
    const [left, top] = [unit % unitColumns, Math.floor(unit / unitColumns)];
    for (const part of parts) {
      const { across, down } = part.blocks;
      for (let index = 0; index < across * down; index += 1) {
        const value = readBlock(bits, part);
        const column = left * across + (index % across);
        const row = top * down + Math.floor(index / across);
        // Units reach over the edge.
        if (part.isLuma && column < columns && row < rows)
          means[row * columns + column] = Math.min(255, Math.max(0, Math.round(value * step + 128)));
      }
    }
  }
  return { columns, rows, means };
}

/** The first coefficient; the others are walked over. */
function readBlock(bits: BitReader, part: ScanPart): number {
  part.last += bits.amplitude(Math.min(16, bits.symbol(part.dc)));
  if (part.ac === undefined) return part.last;
  for (let index = 1; index < COEFFICIENTS; index += 1) {
    const symbol = bits.symbol(part.ac);
    const [zeros, size] = [symbol >> 4, symbol & 15];
    if (size === 0 && zeros !== 15) break;
    index += zeros;
    bits.skip(size);
  }
  return part.last;
}

/** The next marker that is neither a stuffed byte nor one between intervals. */
function afterScan(bytes: Buffer, start: number): number {
  for (let at = start; at + 1 < bytes.length; at += 1) {
    const next = bytes[at + 1] ?? 0;
    if (bytes[at] === 0xff && next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  throw new RangeError('the picture ends in its scan');
}
