/** Where the names on the map stand: beside their points, and never over one another. Pure. */
import { boxAround, overlap, runsThrough, type Box, type Point } from '../marks/boxes.ts';

/** A name and the point that it belongs to, px. */
export interface MapLabel {
  readonly id: string;
  readonly text: string;
  /** The one that the eye should find: it is placed first and never left out. */
  readonly strong: boolean;
  readonly x: number;
  readonly y: number;
  /** How far the point's own sign reaches, px. */
  readonly radius: number;
  readonly width: number;
}

export interface PlacedLabel extends Box {
  readonly id: string;
  readonly text: string;
  readonly strong: boolean;
}

export interface LabelGround {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly textPx: number;
  /** What else is written over the map: no name may touch it. */
  readonly written: readonly Box[];
  /** Signs of points: a name keeps off them where it can. */
  readonly signs: readonly Box[];
  /** Lines to the list: a name keeps off them where it can. */
  readonly lines: readonly (readonly Point[])[];
}

/** Height of a name, rem. */
export const LABEL_REM = 1.85;
const HEIGHT = 1.25;
/** Space between a sign and its name, and how far the name goes where that is taken; in heights of the text. */
const GAPS = [0.3, 1.2, 2.4];
const FORBIDDEN = 1_000;

/** A name without a place of its own is left out, unless it is the strong one. */
export function placeLabels(labels: readonly MapLabel[], ground: LabelGround): PlacedLabel[] {
  const placed: PlacedLabel[] = [];
  for (const label of labels.toSorted((a, b) => Number(b.strong) - Number(a.strong))) {
    const [best] = candidates(label, ground.textPx)
      .map((box, order) => ({ box, cost: costOf(box, placed, ground) + order * 0.01 }))
      .toSorted((a, b) => a.cost - b.cost);
    if (best !== undefined && (label.strong || best.cost < FORBIDDEN))
      placed.push({ id: label.id, text: label.text, strong: label.strong, ...best.box });
  }
  return placed;
}

/** Beside a gate before above or below it, for gates lie one above the other along the border; a commune's above it. */
function candidates({ x, y, radius, width, strong }: MapLabel, textPx: number): Box[] {
  const half = (textPx * HEIGHT) / 2;
  return GAPS.flatMap((gap) => {
    const off = radius + gap * textPx;
    const beside = off + width / 2;
    const around = off + half;
    const diagonal = radius * 0.7 + gap * textPx;
    const upright = [
      { x, y: y - around },
      { x, y: y + around },
    ];
    const level = [
      { x: x + beside, y },
      { x: x - beside, y },
    ];
    const corners = [1, -1].flatMap((down) =>
      [1, -1].map((right) => ({
        x: x + right * (diagonal + width / 2),
        y: y + down * (diagonal + half),
      })),
    );
    return [...(strong ? [...upright, ...level] : [...level, ...upright.toReversed()]), ...corners];
  }).map((middle) => boxAround(middle, width, 2 * half));
}

function costOf(box: Box, placed: readonly Box[], ground: LabelGround): number {
  const isOutside = box.left < 0 || box.top < 0 || box.right > ground.widthPx || box.bottom > ground.heightPx;
  const taken = [...placed, ...ground.written].filter((one) => overlap(one, box)).length;
  const signs = ground.signs.filter((one) => overlap(one, box)).length;
  const lines = ground.lines.filter((corners) => isCrossed(corners, box)).length;
  return (isOutside ? FORBIDDEN : 0) + taken * FORBIDDEN + signs * 3 + lines * 2;
}

function isCrossed(corners: readonly Point[], box: Box): boolean {
  return corners.some((to, index) => index > 0 && runsThrough(corners[index - 1] as Point, to, box));
}
