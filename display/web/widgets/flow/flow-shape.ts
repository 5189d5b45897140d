/**
 * The table of the gates: arrivals, stock on one ruler, exports and imports, wait and opening state. One scale for
 * every bar of vehicles, so that lengths may be compared across columns.
 */
import type { Figure } from '../../../../shared/figure.ts';
import type { HistoryPoint } from '../../../../shared/latest-entry.ts';
import { scaleOf } from '../../marks/scale.ts';

export const FLOW_COLUMNS = ['arrivals', 'stock', 'exported', 'imported', 'wait', 'state'] as const;
export type FlowColumn = (typeof FLOW_COLUMNS)[number];

/** Figures of one place; a column without a figure of its own there is absent. */
export interface FlowRow {
  readonly place: Figure['place'];
  readonly cells: Partial<Record<FlowColumn, Figure>>;
}

export interface FlowGroup {
  /** The gate that crossings belong to; absent: gates that stand alone. */
  readonly gate?: Figure['place'];
  readonly rows: readonly FlowRow[];
}

export interface FlowShape {
  readonly groups: readonly FlowGroup[];
  /** Vehicles at the right end of the ruler. */
  readonly rulerMax: number;
  readonly limits: readonly {
    readonly value: number;
    readonly level: 'warning' | 'critical';
    readonly crossed: boolean;
  }[];
}

/** Rows are the places that have a stock; grouped by gate in the order of the configuration. */
export function flowShape(
  figures: Readonly<Record<FlowColumn, readonly Figure[]>>,
  places: ReadonlyMap<string, Figure['place']>,
): FlowShape {
  const rows = figures.stock.map((stock): FlowRow => {
    const cells = Object.fromEntries(
      FLOW_COLUMNS.flatMap((column) => {
        const figure = figures[column].find((candidate) => candidate.place.id === stock.place.id);
        return figure === undefined ? [] : [[column, figure] as const];
      }),
    );
    return { place: stock.place, cells };
  });
  const parents = new Set(rows.flatMap((row) => row.place.parent ?? []));
  const grouped = [...parents].map((id) => ({
    gate: places.get(id),
    rows: rows.filter((row) => row.place.parent === id || row.place.id === id),
  }));
  const alone = rows.filter((row) => row.place.parent === undefined && !parents.has(row.place.id));
  return {
    groups: [
      ...grouped.map(({ gate, rows: members }) =>
        gate === undefined ? { rows: members } : { gate, rows: members },
      ),
      ...(alone.length === 0 ? [] : [{ rows: alone }]),
    ],
    ...rulerOf(figures.stock),
  };
}

const RULER_HEADROOM = 1.06;

function rulerOf(stock: readonly Figure[]): Pick<FlowShape, 'rulerMax' | 'limits'> {
  const indicator = stock[0]?.indicator;
  if (indicator === undefined) return { rulerMax: 1, limits: [] };
  const values = stock.map((figure) => scaleOf(indicator, figure.value).max);
  return {
    // The last limit's label and tick stand clear of the next column.
    rulerMax: Math.max(...values) * RULER_HEADROOM,
    limits: indicator.limits.map(({ value, level }) => ({
      value,
      level,
      crossed: stock.some((figure) => figure.limit.limit?.value === value),
    })),
  };
}

/** Whether the columns add up to the stock: `stock then + arrivals − exports = stock now`. */
export type FlowBalance =
  | {
      readonly state: 'balanced' | 'differs';
      readonly before: number;
      readonly arrivals: number;
      readonly exported: number;
      readonly stock: number;
      readonly difference: number;
    }
  | { readonly state: 'unknown'; readonly missing: 'before' | 'figures' };

/** Stale or incomplete figures are not balanced: they would seem surer than they are. */
export function flowBalance(
  before: number | undefined,
  totals: Readonly<Record<'arrivals' | 'stock' | 'exported', Figure>>,
): FlowBalance {
  const { arrivals, stock, exported } = totals;
  if (![arrivals, stock, exported].every(isWhole)) return { state: 'unknown', missing: 'figures' };
  if (before === undefined) return { state: 'unknown', missing: 'before' };
  const sum = {
    before,
    arrivals: arrivals.value as number,
    exported: exported.value as number,
    stock: stock.value as number,
  };
  const difference = sum.stock - (sum.before + sum.arrivals - sum.exported);
  return { state: difference === 0 ? 'balanced' : 'differs', ...sum, difference };
}

function isWhole(figure: Figure): boolean {
  const complete = figure.sum === undefined || figure.sum.reported === figure.sum.expected;
  return (
    typeof figure.value === 'number' &&
    complete &&
    (figure.freshness === 'fresh' || figure.freshness === 'late')
  );
}

/** The bulletin of the gates counts from this hour of the evening before. Source: Ban QL KKTCK, bulletin as of 20:00. */
export const COUNTED_FROM = '20:00';

/** What was known at an instant; nothing when the last word was already stale then. */
export function valueAt(
  points: readonly HistoryPoint[],
  atMs: number,
  staleAfterMs: number,
): number | undefined {
  const point = points.findLast(({ observedAtMs }) => observedAtMs <= atMs);
  if (point === undefined || atMs - point.observedAtMs >= staleAfterMs) return undefined;
  return typeof point.value === 'number' ? point.value : undefined;
}
