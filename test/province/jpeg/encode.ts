/** A small baseline JPEG encoder, so that simulated cameras need no native library: 4:4:4, sequential, Huffman. */
import {
  CHROMA_AC,
  CHROMA_DC,
  CHROMA_QUANT,
  LUMA_AC,
  LUMA_DC,
  LUMA_QUANT,
  ZIGZAG,
  type HuffmanTable,
} from './tables.ts';

/** Three planes of width × height samples, 0–255: luma, blue and red difference. Sides are multiples of 8. */
export interface YccImage {
  readonly width: number;
  readonly height: number;
  readonly planes: readonly [Uint8Array, Uint8Array, Uint8Array];
}

/** Cosines of the 8-point transform, scaled so that two passes give the coefficients of T.81. */
const COSINES = Float32Array.from({ length: 64 }, (_, at) => {
  const [u, x] = [at >> 3, at & 7];
  return (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * u * Math.PI) / 16);
});

export function encodeJpeg(image: YccImage, quality = 45): Buffer {
  const scale = quality < 50 ? 5_000 / quality : 200 - 2 * quality;
  const scaled = (table: readonly number[]) =>
    table.map((step) => Math.min(255, Math.max(1, Math.floor((step * scale + 50) / 100))));
  const [luma, chroma] = [scaled(LUMA_QUANT), scaled(CHROMA_QUANT)];
  const head = Buffer.from([
    0xff,
    0xd8,
    ...segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    ...segment(0xdb, [0, ...ZIGZAG.map((at) => luma[at] ?? 1)]),
    ...segment(0xdb, [1, ...ZIGZAG.map((at) => chroma[at] ?? 1)]),
    ...segment(0xc0, [
      8,
      image.height >> 8,
      image.height & 255,
      image.width >> 8,
      image.width & 255,
      3,
      1,
      0x11,
      0,
      2,
      0x11,
      1,
      3,
      0x11,
      1,
    ]),
    ...segment(0xc4, [0x00, ...LUMA_DC.counts, ...LUMA_DC.symbols]),
    ...segment(0xc4, [0x10, ...LUMA_AC.counts, ...LUMA_AC.symbols]),
    ...segment(0xc4, [0x01, ...CHROMA_DC.counts, ...CHROMA_DC.symbols]),
    ...segment(0xc4, [0x11, ...CHROMA_AC.counts, ...CHROMA_AC.symbols]),
    ...segment(0xda, [3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0]),
  ]);
  return Buffer.concat([head, scan(image, luma, chroma), Buffer.from([0xff, 0xd9])]);
}

function segment(marker: number, body: readonly number[]): readonly number[] {
  const length = body.length + 2;
  return [0xff, marker, length >> 8, length & 255, ...body];
}

function scan(image: YccImage, luma: readonly number[], chroma: readonly number[]): Buffer {
  const bits = new BitWriter();
  const channels = image.planes.map((plane, index) => ({
    plane,
    quant: index === 0 ? luma : chroma,
    dc: codesOf(index === 0 ? LUMA_DC : CHROMA_DC),
    ac: codesOf(index === 0 ? LUMA_AC : CHROMA_AC),
    lastDc: 0,
  }));
  const coefficients = new Int32Array(64);
  for (let top = 0; top < image.height; top += 8) {
    for (let left = 0; left < image.width; left += 8) {
      for (const channel of channels) {
        transform(channel.plane, image.width, top, left, channel.quant, coefficients);
        writeBlock(bits, coefficients, channel.lastDc, channel.dc, channel.ac);
        channel.lastDc = coefficients[0] ?? 0;
      }
    }
  }
  return bits.finish();
}

const rows = new Float32Array(64);

/** Forward transform and quantisation of one block, in zigzag order. */
function transform(
  plane: Uint8Array,
  width: number,
  top: number,
  left: number,
  quant: readonly number[],
  out: Int32Array,
): void {
  if (isFlat(plane, width, top, left)) {
    // Most blocks of a drawing are of one colour: a mean and nothing else.
    out.fill(0);
    out[0] = Math.round(((plane[top * width + left]! - 128) * 8) / quant[0]!);
    return;
  }
  for (let y = 0; y < 8; y += 1) {
    const start = (top + y) * width + left;
    for (let u = 0; u < 8; u += 1) {
      let sum = 0;
      for (let x = 0; x < 8; x += 1) sum += (plane[start + x]! - 128) * COSINES[u * 8 + x]!;
      rows[y * 8 + u] = sum;
    }
  }
  for (let at = 0; at < 64; at += 1) {
    const natural = ZIGZAG[at]!;
    const [v, u] = [natural >> 3, natural & 7];
    let sum = 0;
    for (let y = 0; y < 8; y += 1) sum += rows[y * 8 + u]! * COSINES[v * 8 + y]!;
    out[at] = Math.round(sum / quant[natural]!);
  }
}

function isFlat(plane: Uint8Array, width: number, top: number, left: number): boolean {
  const first = plane[top * width + left];
  for (let y = top; y < top + 8; y += 1) {
    for (let x = left; x < left + 8; x += 1) if (plane[y * width + x] !== first) return false;
  }
  return true;
}

/** Code and length of each symbol. */
type Codes = ReadonlyMap<number, readonly [code: number, length: number]>;

function codesOf({ counts, symbols }: HuffmanTable): Codes {
  const codes = new Map<number, readonly [number, number]>();
  let code = 0;
  let next = 0;
  for (const [index, count] of counts.entries()) {
    for (let left = count; left > 0; left -= 1) {
      codes.set(symbols[next]!, [code, index + 1]);
      code += 1;
      next += 1;
    }
    code <<= 1;
  }
  return codes;
}

function bitLength(value: number): number {
  return value === 0 ? 0 : 32 - Math.clz32(Math.abs(value));
}

const END_OF_BLOCK = 0x00;
const SIXTEEN_ZEROS = 0xf0;

function writeBlock(bits: BitWriter, block: Int32Array, lastDc: number, dc: Codes, ac: Codes): void {
  const step = block[0]! - lastDc;
  bits.code(dc, bitLength(step));
  bits.amplitude(step);
  let zeros = 0;
  for (let at = 1; at < 64; at += 1) {
    const value = block[at]!;
    if (value === 0) {
      zeros += 1;
      continue;
    }
    for (; zeros > 15; zeros -= 16) bits.code(ac, SIXTEEN_ZEROS);
    bits.code(ac, (zeros << 4) | bitLength(value));
    bits.amplitude(value);
    zeros = 0;
  }
  if (zeros > 0) bits.code(ac, END_OF_BLOCK);
}

class BitWriter {
  readonly #bytes: number[] = [];
  #buffer = 0;
  #held = 0;

  code(codes: Codes, symbol: number): void {
    const found = codes.get(symbol);
    if (found === undefined) throw new RangeError(`no JPEG code for symbol ${symbol}`);
    this.#put(found[0], found[1]);
  }

  /** The low bits of a positive value, or of the value less one when negative. */
  amplitude(value: number): void {
    const length = bitLength(value);
    this.#put((value < 0 ? value - 1 : value) & ((1 << length) - 1), length);
  }

  finish(): Buffer {
    // T.81 fills the last byte with ones.
    if (this.#held > 0) this.#put((1 << (8 - this.#held)) - 1, 8 - this.#held);
    return Buffer.from(this.#bytes);
  }

  #put(value: number, length: number): void {
    this.#buffer = (this.#buffer << length) | value;
    this.#held += length;
    while (this.#held >= 8) {
      const byte = (this.#buffer >> (this.#held - 8)) & 255;
      this.#bytes.push(byte);
      // A 0xff in the scan is followed by a zero, or it would be a marker.
      if (byte === 255) this.#bytes.push(0);
      this.#held -= 8;
    }
    this.#buffer &= (1 << this.#held) - 1;
  }
}
