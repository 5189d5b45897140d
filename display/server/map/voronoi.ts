/** Cells of centres inside a convex hull: each point of the hull belongs to the cell of its nearest centre. Pure. */
import { Delaunay } from 'd3-delaunay';
import { clip, type Point, type Ring } from './plane.ts';

/** Centres nearer to each other than this are moved apart, km: every commune has a cell, if a narrow one. */
const APART_KM = 0.02;

/** One cell per centre, in their order, all inside the hull and together the whole of it. */
export function voronoiCells(centres: readonly Point[], hull: Ring): Ring[] {
  const apart = movedApart(centres);
  if (apart.length < 2) return apart.map(() => hull);
  const delaunay = new Delaunay(apart.flat());
  return apart.map((centre, at) =>
    [...delaunay.neighbors(at)].reduce<Ring>(
      (cell, other) => clip(cell, nearerTo(centre, apart[other] as Point)),
      hull,
    ),
  );
}

/** Positive where a point is nearer to `a` than to `b`. */
function nearerTo(a: Point, b: Point): (point: Point) => number {
  const [middleX, middleY] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  return ([x, y]) => (x - middleX) * (a[0] - b[0]) + (y - middleY) * (a[1] - b[1]);
}

/** Centres on one spot are put on a small spiral around it, the first stays. */
function movedApart(centres: readonly Point[]): Point[] {
  const spots = new Map<string, number>();
  return centres.map(([x, y]) => {
    const spot = `${Math.round(x / APART_KM)} ${Math.round(y / APART_KM)}`;
    const before = spots.get(spot) ?? 0;
    spots.set(spot, before + 1);
    if (before === 0) return [x, y];
    // The golden angle: no two of them lie in one direction.
    const angle = before * 2.399963;
    const away = APART_KM * (1 + before);
    return [x + away * Math.cos(angle), y + away * Math.sin(angle)];
  });
}
