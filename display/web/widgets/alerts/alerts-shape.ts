/** The ribbon of what is wrong now: limits that are crossed, then what is not known any more, or not surely. */
import type { SourceSummary } from '../../../../shared/api.ts';
import type { SeriesContradiction } from '../../../../shared/domain-contradictions.ts';
import type { SourceFailure } from '../../../../shared/domain-state.ts';
import type { Figure } from '../../../../shared/figure.ts';
import type { SourceStanding } from '../../live/wall-context.ts';
import { crossingsOf, gravestFirst, type Crossing } from '../../marks/crossings.ts';

export type AlertRow =
  | {
      readonly kind: 'crossing';
      readonly key: string;
      readonly crossing: Crossing;
      readonly alsoHere: number;
    }
  /** Many places of one indicator of words in one row: "3 hệ thống: ngừng". */
  | {
      readonly kind: 'states';
      readonly key: string;
      readonly level: Crossing['level'];
      readonly figures: readonly Figure[];
    }
  | {
      readonly kind: 'failure';
      readonly key: string;
      readonly source: SourceSummary;
      readonly failure: SourceFailure;
    }
  | { readonly kind: 'stale'; readonly key: string; readonly figure: Figure }
  | { readonly kind: 'differ'; readonly key: string; readonly contradiction: SeriesContradiction };

export interface AlertsInput {
  /** Figures beyond a limit now. */
  readonly breaches: readonly Figure[];
  /** The headline of each domain, which must not go stale in silence. */
  readonly headlines: readonly Figure[];
  readonly sources: Iterable<SourceSummary>;
  readonly contradictions: readonly SeriesContradiction[];
  readonly failures: ReadonlyMap<string, SourceFailure>;
  readonly sinceMs?: (crossing: Crossing) => number | undefined;
}

/** Gravest first, then newest. Crossings at one place are one row: somebody goes there once. */
export function alertRows(input: AlertsInput): AlertRow[] {
  const crossings = gravestFirst(crossingsOf(input.breaches), input.sinceMs);
  const numeric = crossings.filter(({ figure }) => typeof figure.value === 'number');
  const byPlace = new Map<string, Crossing[]>();
  for (const crossing of numeric) {
    // The province is no place to go to: its figures are of different matters.
    const key = isProvince(crossing.figure) ? rowKey(crossing.figure) : crossing.figure.place.id;
    byPlace.set(key, [...(byPlace.get(key) ?? []), crossing]);
  }
  const crossingRows = [...byPlace.values()].map((group): AlertRow => {
    const crossing = group[0] as Crossing;
    return { kind: 'crossing', key: rowKey(crossing.figure), crossing, alsoHere: group.length - 1 };
  });
  const rows = [...crossingRows, ...stateRows(crossings)].sort((a, b) => gravity(b) - gravity(a));
  return [...rows, ...failureRows(input), ...differRows(input), ...staleRows(input)];
}

function stateRows(crossings: readonly Crossing[]): AlertRow[] {
  const groups = new Map<string, Crossing[]>();
  for (const crossing of crossings) {
    if (typeof crossing.figure.value !== 'string') continue;
    const key = `${crossing.figure.indicator.id}|${crossing.figure.value}`;
    groups.set(key, [...(groups.get(key) ?? []), crossing]);
  }
  return [...groups].map(([key, group]) => ({
    kind: 'states',
    key,
    level: (group[0] as Crossing).level,
    figures: group.map(({ figure }) => figure),
  }));
}

function failureRows({ sources, failures }: AlertsInput): AlertRow[] {
  return [...sources].flatMap((source): AlertRow[] => {
    const failure = failures.get(source.id);
    return failure === undefined ? [] : [{ kind: 'failure', key: `source ${source.id}`, source, failure }];
  });
}

function differRows({ contradictions }: AlertsInput): AlertRow[] {
  return contradictions.map((contradiction) => {
    const { indicator, place, other } = contradiction;
    return { kind: 'differ', key: `differ ${indicator.id}|${place.id} ${other.source}`, contradiction };
  });
}

/** A failing source already says why its headline is stale. */
function staleRows({ headlines, failures }: AlertsInput): AlertRow[] {
  return headlines
    .filter((figure) => figure.freshness === 'stale')
    .filter((figure) => figure.source === undefined || !failures.has(figure.source))
    .sort((a, b) => (b.originMs ?? 0) - (a.originMs ?? 0))
    .map((figure) => ({ kind: 'stale', key: `stale ${rowKey(figure)}`, figure }));
}

function gravity(row: AlertRow): number {
  const level = row.kind === 'crossing' ? row.crossing.level : row.kind === 'states' ? row.level : undefined;
  return level === 'critical' ? 2 : level === 'warning' ? 1 : 0;
}

function rowKey(figure: Figure): string {
  return `${figure.indicator.id}|${figure.place.id}`;
}

function isProvince(figure: Figure): boolean {
  return figure.place.kind === 'province';
}

/** The first rows that fit, and how many were left out. */
export function fitting<Row>(rows: readonly Row[], slots: number): { shown: readonly Row[]; more: number } {
  const shown = rows.slice(0, Math.max(0, slots));
  return { shown, more: rows.length - shown.length };
}

/** How many sources are not well, so that "nothing is beyond a limit" is not said too surely. */
export function unsureSources(standings: readonly SourceStanding[]): number {
  return standings.filter(
    ({ failure, freshness }) => failure !== undefined || freshness === 'stale' || freshness === 'never',
  ).length;
}

/** Columns and rows of a box of alerts; the gravest takes two columns where there are three or more. */
export function alertSlots(widthRem: number, heightRem: number): { columns: number; rows: number } {
  return {
    columns: Math.max(1, Math.round(widthRem / COLUMN_REM)),
    rows: Math.max(1, Math.floor((heightRem + ROW_GAP_REM) / (ROW_REM + ROW_GAP_REM))),
  };
}

/** A quarter of a wall is 58.5 rem with its gutter; a row holds a badge, a place and two lines. */
const COLUMN_REM = 58;
const ROW_REM = 11;
const ROW_GAP_REM = 0.7;

/** Rows that find a slot when the first one, if it is of one figure and critical, is as wide as two. */
export function alertsThatFit(rows: readonly AlertRow[], slots: { columns: number; rows: number }) {
  const wide = slots.columns >= 3 && rows[0]?.kind === 'crossing' && gravity(rows[0]) === 2;
  return { ...fitting(rows, slots.columns * slots.rows - (wide ? 1 : 0)), wide };
}
