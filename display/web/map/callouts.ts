/** The list beside the map: its rows and the lines that lead to their points. Pure. */
import type { Figure } from '../../../shared/figure.ts';
import type { Point } from '../marks/boxes.ts';

export interface Callout {
  readonly figure: Figure;
  /** Change since the hour from which the office counts; absent: not known or stale. */
  readonly change?: number;
  /** The gravest one is written large. */
  readonly large: boolean;
  readonly placed: boolean;
}

/** From north to south, as the points lie; those without a position below. Exactly the gravest crossed one is large. */
export function calloutsOf(figures: readonly Figure[], changes: ReadonlyMap<string, number>): Callout[] {
  const gravest = figures.reduce<Figure | undefined>((worst, figure) => {
    if (figure.limit.level === 'normal') return worst;
    return worst === undefined || isGraver(figure, worst) ? figure : worst;
  }, undefined);
  return [...figures]
    .sort((a, b) => (b.place.lat ?? -90) - (a.place.lat ?? -90))
    .map((figure) => {
      const change = changes.get(figure.place.id);
      return {
        figure,
        large: figure === gravest,
        placed: figure.place.lat !== undefined,
        ...(change === undefined || figure.freshness === 'stale' ? {} : { change }),
      };
    });
}

function isGraver(a: Figure, b: Figure): boolean {
  const rank = (figure: Figure) => (figure.limit.level === 'critical' ? 2 : 1);
  if (rank(a) !== rank(b)) return rank(a) > rank(b);
  return typeof a.value === 'number' && typeof b.value === 'number' && a.value > b.value;
}

/** A leader: from the row's left edge, level for a short way, then straight to the point. */
export function leaderCorners(from: Point, to: Point, levelPx: number): [Point, Point, Point] {
  return [from, { x: Math.max(to.x, from.x - levelPx), y: from.y }, to];
}

/** The list stands this far from the box's top, rem. */
export const LIST_TOP_REM = 1;
/** Heights of the rows, rem. */
export const CALLOUT_REM = { row: 3.1, large: 11.2, head: 3 } as const;

/** Where each row's line starts: the middle of its name, rem from the list's top. */
export function calloutRowsRem(callouts: readonly Pick<Callout, 'large'>[]): number[] {
  let top: number = CALLOUT_REM.head;
  return callouts.map(({ large }) => {
    const middle = top + CALLOUT_REM.row / 2;
    top += large ? CALLOUT_REM.large : CALLOUT_REM.row;
    return middle;
  });
}

/** Height of the list, rem. */
export function calloutListRem(callouts: readonly Pick<Callout, 'large'>[]): number {
  const rows = callouts.map(({ large }) => (large ? CALLOUT_REM.large : CALLOUT_REM.row));
  return rows.reduce<number>((sum, row) => sum + row, CALLOUT_REM.head);
}
