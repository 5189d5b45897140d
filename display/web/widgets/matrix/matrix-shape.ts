/** One cell a place, in the order of the configuration: a cell never moves, so that an eye learns where it is. */
import type { Figure } from '../../../../shared/figure.ts';

/** Gravest first. `none`: the upstream says there is none. `failed`: its source is in error; the value stands. */
export const CELL_STATES = ['critical', 'warning', 'never', 'stale', 'late', 'none', 'normal'] as const;
export type CellState = (typeof CELL_STATES)[number];

export interface MatrixCell {
  readonly figure: Figure;
  readonly state: CellState;
}

export interface MatrixShape {
  readonly cells: readonly MatrixCell[];
  /** Only states that occur, gravest first. */
  readonly counts: readonly { readonly state: CellState; readonly count: number }[];
  /** What is not as it should be, gravest first, for the list of names. */
  readonly troubled: readonly MatrixCell[];
  /** Cells whose source's last poll failed. */
  readonly failing: number;
}

export function cellState(figure: Figure): CellState {
  if (figure.freshness === 'never') return 'never';
  if (figure.freshness === 'stale') return 'stale';
  if (figure.value === null) return 'none';
  if (figure.limit.level !== 'normal') return figure.limit.level;
  return figure.freshness === 'late' ? 'late' : 'normal';
}

export function matrixShape(figures: readonly Figure[]): MatrixShape {
  const cells = figures.map((figure) => ({ figure, state: cellState(figure) }));
  const rank = (state: CellState) => CELL_STATES.indexOf(state);
  return {
    cells,
    counts: CELL_STATES.map((state) => ({
      state,
      count: cells.filter((cell) => cell.state === state).length,
    })).filter(({ count }) => count > 0),
    troubled: cells.filter((cell) => cell.state !== 'normal').sort((a, b) => rank(a.state) - rank(b.state)),
    failing: figures.filter((figure) => figure.failure !== undefined).length,
  };
}

/** A row of names is at least and at most this high, rem; between two columns is this much. */
const NAMED_REM = { height: 2.6, most: 4, gap: 2 } as const;

export interface NamedGrid {
  readonly columns: number;
  readonly rows: number;
  readonly rowRem: number;
}

/**
 * As many columns as are each wide enough for the longest of what stands in a cell; undefined where there is no room
 * for all names.
 */
export function namedGrid(
  count: number,
  { widthRem, heightRem }: { readonly widthRem: number; readonly heightRem: number },
  longestRem: number,
): NamedGrid | undefined {
  const columns = Math.floor((widthRem + NAMED_REM.gap) / (longestRem + NAMED_REM.gap));
  if (count === 0 || columns < 1) return undefined;
  const rows = Math.ceil(count / columns);
  const rowRem = Math.min(NAMED_REM.most, heightRem / rows);
  return rowRem < NAMED_REM.height ? undefined : { columns, rows, rowRem };
}

/** Columns that make square cells fill a box of this shape, at least one. */
export function columnsFor(count: number, widthPx: number, heightPx: number): number {
  if (count <= 1 || widthPx <= 0 || heightPx <= 0) return 1;
  let best = { columns: 1, sizePx: 0 };
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const sizePx = Math.min(widthPx / columns, heightPx / rows);
    if (sizePx > best.sizePx) best = { columns, sizePx };
  }
  return best.columns;
}
