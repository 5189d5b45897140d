/** Which columns the figures mean; says once which are missing, and which are mapped to nothing. */
import type { TableMapping } from '../../../shared/config/table-mapping.ts';
import type { TablePlan } from './plan.ts';
import { columnsOf, quote, sheetWords, type Row } from './rows.ts';

/** The name a column of the mapping has in the document of this row; undefined when it has none. */
type ColumnOf = (row: Row, column: string) => string | undefined;

interface Group {
  readonly first: Row;
  /** A sheet names its columns even where no row fills them. */
  readonly isSheet: boolean;
  readonly names: Set<string>;
}

export function resolveColumns(
  { table }: TablePlan,
  rows: readonly Row[],
  say: (words: string) => void,
): ColumnOf {
  const wanted = new Set(table.figures.map(({ column }) => column));
  const others = new Set([...otherFields(table), ...table.ignore]);
  const resolved = new Map<unknown, ReadonlyMap<string, string>>();
  const missing = new Set(rows.length === 0 ? [] : wanted);
  const strangers = new Map<string, Group>();
  for (const [holder, group] of groupsOf(rows)) {
    const names = [...group.names];
    const found = new Map<string, string>();
    for (const column of wanted) {
      const name = nameOf(column, names);
      if (name !== undefined) found.set(column, name);
      else if (group.isSheet) say(`${sheetWords(group.first)}: no column "${column}"`);
      if (name !== undefined || group.isSheet) missing.delete(column);
    }
    resolved.set(holder, found);
    const used = new Set([...found.values(), ...others].flatMap((name) => [name, name.split('.')[0] ?? '']));
    for (const name of names)
      if (!name.startsWith('@') && !used.has(name) && !strangers.has(name)) strangers.set(name, group);
  }
  for (const column of missing) say(`no row has "${column}"`);
  for (const [name, { first, isSheet }] of strangers)
    say(`${isSheet ? `${sheetWords(first)}: ` : ''}${quote(name)} is mapped to nothing`);
  return (row, column) => resolved.get(row.holders[0])?.get(column);
}

function groupsOf(rows: readonly Row[]): ReadonlyMap<unknown, Group> {
  const groups = new Map<unknown, Group>();
  for (const row of rows) {
    const known = groups.get(row.holders[0]);
    if (known?.isSheet === true) continue;
    const columns = columnsOf(row);
    const group = known ?? { first: row, isSheet: columns !== undefined, names: new Set<string>() };
    for (const name of Object.keys(columns ?? row.fields)) group.names.add(name);
    groups.set(row.holders[0], group);
  }
  return groups;
}

function nameOf(column: string, names: readonly string[]): string | undefined {
  if (names.includes(column)) return column;
  const [start = '', end] = column.split('*');
  if (end === undefined) return names.includes(column.split('.')[0] ?? '') ? column : undefined;
  const fitting = names.filter(
    (name) => name.length >= start.length + end.length && name.startsWith(start) && name.endsWith(end),
  );
  // Two that fit would be a guess.
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** Fields of the row that say something other than a figure. */
function otherFields({ place, period, time, unitFrom, figure, skip }: TableMapping): readonly string[] {
  const ofPeriod =
    period === undefined
      ? []
      : 'from' in period
        ? [period.from]
        : [period.year, period.quarter, period.month];
  const ofTime = 'from' in time ? [time.from] : [];
  return [
    place?.from,
    ...ofPeriod,
    ...ofTime,
    unitFrom,
    figure?.from,
    ...skip.map(({ field }) => field),
  ].filter((name) => name !== undefined);
}
