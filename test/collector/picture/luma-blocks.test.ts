import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readLumaBlocks } from '../../../collector/picture/luma-blocks.ts';
import { encodeJpeg } from '../../province/jpeg/encode.ts';

/** Made by GStreamer and libjpeg-turbo: 157 × 115 of rings, 160 × 120 of bars; `.means` is what djpeg sees, in hex. */
const picture = (name: string) => readFileSync(new URL(`../../fixtures/pictures/${name}`, import.meta.url));
const meansOf = (name: string) => [
  ...Buffer.from(picture(`${name}.means`).toString().replaceAll('\n', ''), 'hex'),
];
/** djpeg cuts each pixel at black and white, and the last bit of a progressive mean comes in a later scan. */
const TOLERANCE = 6;

describe('the brightness of blocks', () => {
  it.each([
    ['rings.jpg', 'rings'],
    ['rings-progressive.jpg', 'rings'],
    ['rings-restart.jpg', 'rings'],
    ['rings-grey.jpg', 'rings'],
    ['bars.jpg', 'bars'],
    ['bars-444.jpg', 'bars-444'],
  ])('of %s is what a decoder that none of us wrote sees', (name, truth) => {
    const blocks = readLumaBlocks(picture(name))!;
    expect([blocks.columns, blocks.rows]).toEqual([20, 15]);
    const expected = meansOf(truth);
    // The last column and row hang over the edge, where the encoder may put what it likes.
    const isInside = (at: number) => at % 20 !== 19 && at < 14 * 20;
    const off = [...blocks.means].flatMap((mean, at) =>
      isInside(at) && Math.abs(mean - expected[at]!) > TOLERANCE ? [[at, mean, expected[at]]] : [],
    );
    expect(off).toEqual([]);
  });

  it('is that of the picture which was drawn', () => {
    const flat = (value: number) => new Uint8Array(32 * 16).fill(value);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), (luma) => {
        const bytes = encodeJpeg({ width: 32, height: 16, planes: [flat(luma), flat(90), flat(200)] }, 90);
        const { means } = readLumaBlocks(bytes)!;
        expect(means.length).toBe(8);
        expect(Math.max(...means.map((mean) => Math.abs(mean - luma)))).toBeLessThanOrEqual(1);
      }),
      { numRuns: 30 },
    );
  });

  it('of a rare kind of JPEG is not guessed', () => {
    expect(readLumaBlocks(picture('rings-arithmetic.jpg'))).toBeUndefined();
  });

  it('of a picture beyond 33 million pixels is not looked for', () => {
    const bytes = Buffer.from(picture('rings.jpg'));
    const frame = bytes.indexOf('ffc0', 'hex');
    bytes.writeUInt16BE(60_000, frame + 5);
    bytes.writeUInt16BE(60_000, frame + 7);
    expect(readLumaBlocks(bytes)).toBeUndefined();
  });

  it('of a picture that is cut or spoilt anywhere is found or not, and never fails or hangs', () => {
    const names = ['rings.jpg', 'rings-progressive.jpg', 'rings-restart.jpg', 'bars-444.jpg'];
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 12 }),
        fc.nat(),
        (name, changes, cut) => {
          const bytes = Buffer.from(picture(name));
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          const startMs = performance.now();
          readLumaBlocks(bytes.subarray(0, cut % 4 === 0 ? cut % bytes.length : bytes.length));
          expect(performance.now() - startMs).toBeLessThan(2_000);
        },
      ),
      { numRuns: 400 },
    );
  });
});
