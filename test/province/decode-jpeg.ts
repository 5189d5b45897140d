/** Walks a baseline 4:4:4 JPEG to its last bit and gives the mean of each block: enough to prove that it decodes. */

export interface DecodedJpeg {
  readonly width: number;
  readonly height: number;
  /** Mean luma of each 8 × 8 block, row by row, 0–255. */
  readonly blockMeans: readonly number[];
}

type Codes = Map<string, number>;

/** @throws Error when a marker, a table or a code is not as T.81 says. */
export function decodeJpeg(bytes: Buffer): DecodedJpeg {
  const must = (condition: boolean, what: string) => {
    if (!condition) throw new Error(what);
  };
  must(bytes.readUInt16BE(0) === 0xffd8, 'no SOI');
  must(bytes.readUInt16BE(bytes.length - 2) === 0xffd9, 'no EOI');
  const tables = new Map<number, Codes>();
  const quant = new Map<number, number>();
  let [width, height, at] = [0, 0, 2];
  for (;;) {
    must(bytes[at] === 0xff, `no marker at ${at}`);
    const [marker, length] = [bytes[at + 1]!, bytes.readUInt16BE(at + 2)];
    const body = bytes.subarray(at + 4, at + 2 + length);
    at += 2 + length;
    if (marker === 0xdb) quant.set(body[0]!, body[1]!);
    if (marker === 0xc4) tables.set(body[0]!, codesOf(body.subarray(1)));
    if (marker === 0xc0) [height, width] = [body.readUInt16BE(1), body.readUInt16BE(3)];
    if (marker === 0xda) break;
  }
  const bits = bitsOf(bytes.subarray(at, -2));
  const blocks = (width / 8) * (height / 8);
  const lastDc = [0, 0, 0];
  const blockMeans: number[] = [];
  for (let block = 0; block < blocks; block += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      const table = channel === 0 ? 0 : 1;
      lastDc[channel]! += bits.amplitude(bits.symbol(tables.get(table)!));
      for (let index = 1; index < 64; index += 1) {
        const symbol = bits.symbol(tables.get(0x10 | table)!);
        if (symbol === 0) break;
        index += symbol >> 4;
        must(index < 64, 'a coefficient beyond its block');
        bits.amplitude(symbol & 15);
      }
    }
    blockMeans.push((lastDc[0]! * quant.get(0)!) / 8 + 128);
  }
  must(bits.left() < 8, `${bits.left()} bits after the last block`);
  return { width, height, blockMeans };
}

function codesOf(table: Buffer): Codes {
  const codes: Codes = new Map();
  let [code, next] = [0, 16];
  for (let length = 1; length <= 16; length += 1) {
    for (let count = table[length - 1]!; count > 0; count -= 1) {
      codes.set(code.toString(2).padStart(length, '0'), table[next]!);
      code += 1;
      next += 1;
    }
    code <<= 1;
  }
  return codes;
}

function bitsOf(scan: Buffer) {
  const plain: number[] = [];
  for (let at = 0; at < scan.length; at += 1) {
    plain.push(scan[at]!);
    if (scan[at] !== 0xff) continue;
    if (scan[at + 1] !== 0) throw new Error(`a marker in the scan at ${at}`);
    at += 1;
  }
  let position = 0;
  const bit = (): number => {
    if (position >= plain.length * 8) throw new Error('the scan ended early');
    const value = (plain[position >> 3]! >> (7 - (position & 7))) & 1;
    position += 1;
    return value;
  };
  return {
    symbol(codes: Codes): number {
      let code = '';
      while (code.length < 16) {
        code += bit();
        const symbol = codes.get(code);
        if (symbol !== undefined) return symbol;
      }
      throw new Error(`no code ${code}`);
    },
    amplitude(length: number): number {
      let value = 0;
      for (let left = length; left > 0; left -= 1) value = value * 2 + bit();
      return length === 0 || value >= 2 ** (length - 1) ? value : value - 2 ** length + 1;
    },
    left: () => plain.length * 8 - position,
  };
}
