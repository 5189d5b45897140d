/**
 * Limit of P10: Gorilla, as its paper describes it (Pelkonen et al., VLDB 2015, section 4.1), with times in ms and
 * the usual ranges of the differences. Times by their second difference, values by XOR with the one before.
 */

export interface Point {
  readonly atMs: number;
  readonly value: number;
}

const HEADER_BITS = 64 + 64;
/** Marker, its bits, and bits of the second difference that follow. */
const RANGES: readonly (readonly [number, number, number])[] = [
  [0b10, 2, 7],
  [0b110, 3, 9],
  [0b1110, 4, 12],
];
const WIDEST = [0b1111, 4, 32] as const;

class BitWriter {
  private readonly bits: number[] = [];

  get length(): number {
    return this.bits.length;
  }

  write(value: bigint, count: number): void {
    for (let bit = count - 1; bit >= 0; bit -= 1) this.bits.push(Number((value >> BigInt(bit)) & 1n));
  }

  read(at: number, count: number): bigint {
    let value = 0n;
    for (let bit = at; bit < at + count; bit += 1) value = (value << 1n) | BigInt(this.bits[bit] ?? 0);
    return value;
  }
}

/** @returns the encoded bits; {@link decodeGorilla} reads them. */
export function encodeGorilla(points: readonly Point[]): BitWriter {
  const bits = new BitWriter();
  const [first] = points;
  if (first === undefined) return bits;
  bits.write(BigInt(first.atMs), 64);
  bits.write(bitsOf(first.value), 64);
  let [atMs, delta, value] = [first.atMs, 0, bitsOf(first.value)];
  let window = { leading: -1, trailing: 0 };
  for (const point of points.slice(1)) {
    const nextDelta = point.atMs - atMs;
    writeTime(bits, nextDelta - delta);
    const next = bitsOf(point.value);
    window = writeValue(bits, value ^ next, window);
    [atMs, delta, value] = [point.atMs, nextDelta, next];
  }
  return bits;
}

export function decodeGorilla(bits: BitWriter, count: number): Point[] {
  let at = 0;
  const take = (length: number) => bits.read((at += length) - length, length);
  let [atMs, delta, value] = [Number(take(64)), 0, take(64)];
  const points: Point[] = [{ atMs, value: numberOf(value) }];
  let window = { leading: 0, trailing: 0 };
  while (points.length < count) {
    let ones = 0;
    while (ones < 4 && take(1) === 1n) ones += 1;
    const length = [0, ...RANGES.map(([, , width]) => width), WIDEST[2]][ones] ?? 0;
    delta += length === 0 ? 0 : Number(BigInt.asIntN(length, take(length)));
    atMs += delta;
    if (take(1) === 1n) {
      if (take(1) === 1n) {
        const leading = Number(take(5));
        window = { leading, trailing: 64 - leading - Number(take(6)) - 1 };
      }
      value ^= take(64 - window.leading - window.trailing) << BigInt(window.trailing);
    }
    points.push({ atMs, value: numberOf(value) });
  }
  return points;
}

/** Bytes of a series of points, its header left out: a chunk may be as long as one likes. */
export function gorillaBytes(points: readonly Point[]): number {
  return (encodeGorilla(points).length - HEADER_BITS) / 8;
}

function writeTime(bits: BitWriter, second: number): void {
  if (second === 0) {
    bits.write(0n, 1);
    return;
  }
  const fits = RANGES.find(([, , width]) => second >= -(2 ** (width - 1)) && second < 2 ** (width - 1));
  const [marker, markerBits, width] = fits ?? WIDEST;
  bits.write(BigInt(marker), markerBits);
  bits.write(BigInt.asUintN(width, BigInt(second)), width);
}

function writeValue(
  bits: BitWriter,
  xor: bigint,
  window: { leading: number; trailing: number },
): { leading: number; trailing: number } {
  if (xor === 0n) {
    bits.write(0n, 1);
    return window;
  }
  const text = xor.toString(2);
  const leading = Math.min(31, 64 - text.length);
  const trailing = text.length - text.lastIndexOf('1') - 1;
  if (window.leading >= 0 && leading >= window.leading && trailing >= window.trailing) {
    bits.write(0b10n, 2);
    bits.write(xor >> BigInt(window.trailing), 64 - window.leading - window.trailing);
    return window;
  }
  const meaningful = 64 - leading - trailing;
  bits.write(0b11n, 2);
  bits.write(BigInt(leading), 5);
  bits.write(BigInt(meaningful - 1), 6);
  bits.write(xor >> BigInt(trailing), meaningful);
  return { leading, trailing };
}

const scratch = new DataView(new ArrayBuffer(8));

function bitsOf(value: number): bigint {
  scratch.setFloat64(0, value);
  return scratch.getBigUint64(0);
}

function numberOf(bits: bigint): number {
  scratch.setBigUint64(0, bits);
  return scratch.getFloat64(0);
}
