/** Rectangles and straight lines of a drawing, for what must not lie over one another. All in px. Pure. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export function boxAround({ x, y }: Point, width: number, height: number): Box {
  return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
}

export function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** Whether a straight line runs through a box: the part of it that is inside side by side and end to end. */
export function runsThrough(from: Point, to: Point, box: Box): boolean {
  let [enter, leave] = [0, 1];
  for (const [start, move, low, high] of [
    [from.x, to.x - from.x, box.left, box.right],
    [from.y, to.y - from.y, box.top, box.bottom],
  ] as const) {
    if (move === 0) {
      if (start < low || start > high) return false;
      continue;
    }
    const [a, b] = [(low - start) / move, (high - start) / move];
    enter = Math.max(enter, Math.min(a, b));
    leave = Math.min(leave, Math.max(a, b));
  }
  return enter <= leave;
}
