/** What a simulated camera sees: a road with vehicles, by day or night, and its stamp. 640 × 360, new every call. */
import { encodeJpeg } from '../../jpeg/encode.ts';
import { hasDot } from '../../jpeg/digits.ts';
import { hash01 } from '../../sim/noise.ts';
import { DAY_MS, hourOfDay } from '../../sim/rhythm.ts';
import { viText } from '../../sim/time-text.ts';
import type { View } from '../../service.ts';

const WIDTH = 640;
const HEIGHT = 360;
/** Size of one dot of the stamp, in pixels. */
const DOT = 3;
/** Size of one grain of the sensor's noise, in pixels. */
const NOISE = 8;
/** `MO PHONG` stands in the picture itself, so that no copy of it passes for a real one. */
const STAMP = 'MO PHONG';

class Canvas {
  readonly planes = [0, 1, 2].map((index) => new Uint8Array(WIDTH * HEIGHT).fill(index === 0 ? 0 : 128)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];

  box(x: number, y: number, width: number, height: number, luma: number, blue = 128, red = 128): void {
    const [left, right] = [Math.max(0, Math.round(x)), Math.min(WIDTH, Math.round(x + width))];
    for (let row = Math.max(0, Math.round(y)); row < Math.min(HEIGHT, Math.round(y + height)); row += 1) {
      const start = row * WIDTH;
      for (const [index, value] of [luma, blue, red].entries()) {
        if (right > left) this.planes[index as 0 | 1 | 2].fill(value, start + left, start + right);
      }
    }
  }

  text(text: string, x: number, y: number): void {
    this.box(x - DOT, y - DOT, (text.length * 6 + 1) * DOT, 9 * DOT, 16);
    for (let row = 0; row < 7; row += 1) {
      for (let column = 0; column < text.length * 6; column += 1) {
        if (hasDot(text, column, row)) this.box(x + column * DOT, y + row * DOT, DOT, DOT, 235);
      }
    }
  }

  /** Which camera, when, and that it is simulated. */
  stamp(code: string, { stampMs }: View, count: number): void {
    this.text(code, 14, 14);
    this.text(viText(stampMs), 14, HEIGHT - 34);
    this.text(STAMP, WIDTH - STAMP.length * 6 * DOT - 14, 14);
    // The last dots count the calls.
    for (let bit = 0; bit < 8; bit += 1)
      this.box(WIDTH - 14 - bit * 8, HEIGHT - 16, 6, 6, (count >> bit) & 1 ? 235 : 16);
  }

  encode(): Buffer {
    return encodeJpeg({ width: WIDTH, height: HEIGHT, planes: this.planes });
  }
}

/** What ails a picture; `FROZEN` is the same one all day long, its stamp included; of `STALLED` the stamp goes on. */
export const PICTURE_FAULTS = ['CLEAR', 'BLACK', 'COVERED', 'FROZEN', 'STALLED'] as const;
export type PictureFault = (typeof PICTURE_FAULTS)[number];

/** @param count number of the request: two calls within one second still differ. */
export function takePicture(
  view: View,
  code: string,
  fault: PictureFault,
  { busy, count }: { busy: (view: View) => number; count: number },
): Buffer {
  switch (fault) {
    case 'CLEAR': {
      const road = drawRoad(view, code, busy(view), count);
      road.stamp(code, view, count);
      return road.encode();
    }
    case 'FROZEN':
    case 'STALLED': {
      const stopped = view.at(Math.floor(view.atMs / DAY_MS) * DAY_MS);
      const road = drawRoad(stopped, code, busy(stopped), 0);
      road.stamp(code, ...(fault === 'FROZEN' ? ([stopped, 0] as const) : ([view, count] as const)));
      return road.encode();
    }
    case 'BLACK':
    case 'COVERED':
      return drawBlindness(view, code, fault === 'BLACK', count);
  }
}

/** No light at all, or the even glow of what lies on the lens. The sensor's noise moves with every call. */
function drawBlindness(view: View, code: string, isBlack: boolean, count: number): Buffer {
  const canvas = new Canvas();
  for (let row = 0; row < HEIGHT / NOISE; row += 1) {
    for (let column = 0; column < WIDTH / NOISE; column += 1) {
      const glow = isBlack ? 16 : 70 + (40 * row * NOISE) / HEIGHT;
      const noise = 3 * hash01(view.seed, `${code}.noise`, count * 10_000 + row * 100 + column);
      canvas.box(column * NOISE, row * NOISE, NOISE, NOISE, Math.round(glow + noise));
    }
  }
  canvas.stamp(code, view, count);
  return canvas.encode();
}

function drawRoad(view: View, code: string, busy: number, count: number): Canvas {
  const { seed, simMs, atMs } = view;
  const hour = hourOfDay(simMs);
  const day = Math.max(0, Math.min(1, Math.min(hour - 5, 19 - hour) / 1.5));
  const bright = (luma: number) => Math.round(luma * (0.35 + 0.65 * day));
  const canvas = new Canvas();
  canvas.box(0, 0, WIDTH, 140, bright(190), 138, 122);
  for (let house = 0; house < 9; house += 1) {
    const tall = 30 + 80 * hash01(seed, `${code}.house`, house);
    canvas.box(
      house * 72,
      140 - tall,
      66,
      tall,
      bright(90 + 80 * hash01(seed, `${code}.wall`, house)),
      124,
      132,
    );
  }
  canvas.box(0, 140, WIDTH, 220, bright(95));
  for (const lane of [212, 284]) {
    for (let dash = 0; dash < 10; dash += 1) canvas.box(dash * 68 + 10, lane, 34, 5, bright(215));
  }
  const vehicles = Math.round(2 + busy * 10);
  for (let index = 0; index < vehicles; index += 1) {
    const speed = 40 + 90 * hash01(seed, `${code}.speed`, index);
    const lane = index % 3;
    const travelled = ((atMs / 1_000) * speed + count * 3 + 900 * hash01(seed, `${code}.start`, index)) % 780;
    const size = 34 + 46 * hash01(seed, `${code}.size`, index);
    const x = lane === 0 ? WIDTH - travelled + 60 : travelled - 100;
    const paint = hash01(seed, `${code}.paint`, index);
    canvas.box(
      x,
      156 + lane * 70,
      size,
      34,
      bright(60 + 150 * paint),
      Math.round(108 + 40 * paint),
      Math.round(150 - 40 * paint),
    );
    canvas.box(lane === 0 ? x : x + size - 4, 168 + lane * 70, 4, 8, 235, 100, 140);
  }
  return canvas;
}
