/** Small shapes of the map, in a box of 20 × 20, drawn onto a canvas: no sprite is fetched. */
import { PALETTE } from '../marks/palette.ts';

export interface MapImage {
  readonly path: string;
  readonly mode: 'fill' | 'stroke';
  readonly colour: string;
}

/** By place kind; other kinds are plain dots. Own drawings after the usual map signs. */
export const MAP_IMAGES: Readonly<Record<string, MapImage>> = {
  hospital: { path: 'M10 3V17M3 10H17', mode: 'stroke', colour: PALETTE.dataStrong },
  school: {
    path: 'M2 8 10 3.5 18 8 10 12.5ZM5.5 10.2V14.5C8 16.5 12 16.5 14.5 14.5V10.2',
    mode: 'stroke',
    colour: PALETTE.dataStrong,
  },
  camera: { path: 'M2 6H13V14H2ZM13 9 18 6.5V13.5L13 11', mode: 'stroke', colour: PALETTE.dataStrong },
  'camera-site': { path: 'M2 6H13V14H2ZM13 9 18 6.5V13.5L13 11', mode: 'stroke', colour: PALETTE.dataStrong },
  yard: { path: 'M4 16V4H10.5A3.5 3.5 0 0 1 10.5 11H4', mode: 'stroke', colour: PALETTE.dataStrong },
  agency: {
    path: 'M3 17H17M4.5 17V9M10 17V9M15.5 17V9M2.5 8.5 10 3.5 17.5 8.5Z',
    mode: 'stroke',
    colour: PALETTE.dataStrong,
  },
  dot: { path: 'M10 5.5A4.5 4.5 0 1 1 9.99 5.5Z', mode: 'fill', colour: PALETTE.dataStrong },
  square: { path: 'M4 4H16V16H4Z', mode: 'stroke', colour: PALETTE.dataStrong },
  critical: { path: 'M10 1 19 10 10 19 1 10Z', mode: 'fill', colour: PALETTE.critical },
  'critical-dark': { path: 'M10 3 17 10 10 17 3 10Z', mode: 'fill', colour: '#190303' },
  warning: { path: 'M10 2 19 18H1Z', mode: 'fill', colour: PALETTE.warning },
  'warning-dark': { path: 'M10 4 17 16.5H3Z', mode: 'fill', colour: '#1c1200' },
  unknown: {
    path: 'M3 3H17V17H3ZM3 11 11 3M4.5 16.5 16.5 4.5M9.5 17 17 9.5',
    mode: 'stroke',
    colour: PALETTE.ink2,
  },
};

export function imageOf(kind: string): string {
  return kind in MAP_IMAGES ? kind : 'dot';
}

const BOX = 20;
/** A dark rim keeps a light sign apart from a light cell. */
const RIM = PALETTE.ground;

/** The shape as pixels of a square of `sidePx`. */
export function drawImage(image: MapImage, sidePx: number): ImageData {
  const context = squareContext(sidePx);
  context.scale(sidePx / BOX, sidePx / BOX);
  const path = new Path2D(image.path);
  context.lineJoin = 'round';
  context.strokeStyle = RIM;
  context.lineWidth = 4.6;
  context.stroke(path);
  context.lineWidth = 2.4;
  context.strokeStyle = image.colour;
  context.fillStyle = image.colour;
  if (image.mode === 'fill') context.fill(path);
  else context.stroke(path);
  return context.getImageData(0, 0, sidePx, sidePx);
}

/** Hatching for cells of which nothing is known. */
export function drawHatch(sidePx: number): ImageData {
  const context = squareContext(sidePx);
  context.fillStyle = '#141c24';
  context.fillRect(0, 0, sidePx, sidePx);
  context.strokeStyle = '#4a5b6b';
  context.lineWidth = sidePx / 6;
  // Three parallels, so that the pattern closes at its edges.
  for (const shift of [-sidePx, 0, sidePx]) {
    context.beginPath();
    context.moveTo(shift, sidePx);
    context.lineTo(shift + sidePx, 0);
    context.stroke();
  }
  return context.getImageData(0, 0, sidePx, sidePx);
}

function squareContext(sidePx: number): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  canvas.width = sidePx;
  canvas.height = sidePx;
  return canvas.getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D;
}
