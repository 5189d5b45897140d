/** The bits of a scan of a JPEG (ITU T.81, F.2.2): stuffed bytes taken out, markers not run over. */

/** Canonical Huffman codes of one table, by the length of a code. */
export interface HuffmanCodes {
  readonly symbols: Uint8Array;
  /** First code, number of codes and index of the first symbol, of each length from 1 to 16. */
  readonly first: Int32Array;
  readonly count: Uint8Array;
  readonly offset: Int32Array;
}

const MAX_CODE_BITS = 16;

/** @param table 16 counts, then the symbols, as DHT has them. */
export function huffmanCodes(table: Uint8Array): HuffmanCodes {
  const count = table.slice(0, MAX_CODE_BITS);
  const first = new Int32Array(MAX_CODE_BITS);
  const offset = new Int32Array(MAX_CODE_BITS);
  let [code, at] = [0, 0];
  for (let bits = 0; bits < MAX_CODE_BITS; bits += 1) {
    first[bits] = code;
    offset[bits] = at;
    at += count[bits]!;
    code = (code + count[bits]!) << 1;
  }
  return { symbols: table.slice(MAX_CODE_BITS, MAX_CODE_BITS + at), first, count, offset };
}

export class BitReader {
  private held = 0;
  private heldBits = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private at: number,
  ) {}

  /** @throws RangeError beyond the end of the scan. */
  bit(): number {
    if (this.heldBits === 0) this.take();
    this.heldBits -= 1;
    return (this.held >> this.heldBits) & 1;
  }

  private take(): void {
    const byte = this.bytes[this.at];
    if (byte === undefined) throw new RangeError('the picture ends in its scan');
    if (byte === 0xff) {
      if (this.bytes[this.at + 1] !== 0) throw new RangeError('a marker where a picture should be');
      this.at += 1;
    }
    this.at += 1;
    this.held = byte;
    this.heldBits = 8;
  }

  symbol({ symbols, first, count, offset }: HuffmanCodes): number {
    let code = 0;
    for (let bits = 0; bits < MAX_CODE_BITS; bits += 1) {
      code = (code << 1) | this.bit();
      const place = code - first[bits]!;
      if (place >= 0 && place < count[bits]!) return symbols[offset[bits]! + place]!;
    }
    throw new RangeError('a code that no table has');
  }

  /** A signed number of so many bits (T.81, F.2.2.1). */
  amplitude(bits: number): number {
    let value = 0;
    for (let left = bits; left > 0; left -= 1) value = (value << 1) | this.bit();
    return bits === 0 || value >= 1 << (bits - 1) ? value : value - (1 << bits) + 1;
  }

  skip(bits: number): void {
    for (let left = bits; left > 0; left -= 1) this.bit();
  }

  /** Steps over the marker between two intervals. */
  restart(): void {
    this.heldBits = 0;
    const [mark = 0, which = 0] = [this.bytes[this.at], this.bytes[this.at + 1]];
    if (mark !== 0xff || which < 0xd0 || which > 0xd7) throw new RangeError('no mark between two intervals');
    this.at += 2;
  }
}
