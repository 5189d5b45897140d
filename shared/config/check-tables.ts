/** Whether the tables of sources agree with the indicators they feed: units, periods, states, kinds of places. */
import { conversionOf, unitOf } from '../table/unit.ts';
import type { ConfigProblem } from '../errors.ts';
import type { Indicator } from './domain.ts';
import type { FieldPath, LocatedFile } from './located-file.ts';
import type { Names } from './names.ts';
import { oneOf } from './near-name.ts';
import type { TableFigure, TableMapping } from './table-mapping.ts';

interface TableScope {
  readonly file: LocatedFile;
  readonly base: FieldPath;
  readonly domain: string;
  readonly table: TableMapping;
  readonly names: Names;
  readonly problems: ConfigProblem[];
}

/** @param base where the table stands in the file. */
export function checkTable(scope: TableScope): void {
  const { file, base, table, names, problems } = scope;
  const wrong = (field: FieldPath, found: string, expected: string) =>
    problems.push(file.problem([...base, ...field], found, expected));
  for (const [at, kind] of table.place?.kinds.entries() ?? [])
    names.mustKnow('kind', file, [...base, 'place', 'kinds', at], kind);
  if ('zone' in table.time && table.time.zone !== undefined && !isTimeZone(table.time.zone))
    wrong(['time', 'zone'], `"${table.time.zone}"`, 'a time zone such as Asia/Ho_Chi_Minh or UTC');
  if ('of' in table.time && table.period === undefined)
    wrong(['time', 'of'], 'no period beside it', 'a `period`, whose end it is');
  for (const [at, figure] of table.figures.entries()) checkFigure(scope, ['figures', at], figure, wrong);
}

type Wrong = (field: FieldPath, found: string, expected: string) => void;

function checkFigure(
  { file, base, domain, table, names }: TableScope,
  at: FieldPath,
  figure: TableFigure,
  wrong: Wrong,
): void {
  if (!names.mustKnow('indicator', file, [...base, ...at, 'indicator'], figure.indicator)) return;
  const known = names.indicators.get(figure.indicator);
  if (known === undefined) return;
  if (known.domain !== domain)
    wrong([...at, 'indicator'], `"${figure.indicator}" of ${known.domain}`, `an indicator of ${domain}`);
  const { indicator } = known;
  if (table.figure !== undefined && figure.named === undefined)
    wrong([...at, 'named'], 'nothing', 'the names that `figure.from` has for it');
  if (table.figure === undefined && figure.named !== undefined)
    wrong([...at, 'named'], 'names', '`figure` in the table, which says where they stand');
  if (indicator.period !== undefined && table.period === undefined)
    wrong([...at, 'indicator'], 'no period in the table', `where the ${indicator.period} of it comes from`);
  if (indicator.period !== undefined && table.period !== undefined && 'year' in table.period)
    checkParts(table.period, indicator.period, at, wrong);
  if (indicator.states === undefined) checkUnit(figure, indicator, at, wrong);
  else checkStates(figure, indicator.states, at, wrong);
}

function checkParts(
  parts: { readonly quarter?: string | undefined; readonly month?: string | undefined },
  kind: string,
  at: FieldPath,
  wrong: Wrong,
): void {
  const isGiven =
    kind === 'year' || (kind === 'quarter' && parts.quarter) || (kind === 'month' && parts.month);
  if (!isGiven)
    wrong([...at, 'indicator'], `no field with its ${kind}`, `\`period.${kind}\`, or \`period.from\``);
}

function checkUnit(figure: TableFigure, { unit }: Indicator, at: FieldPath, wrong: Wrong): void {
  if (figure.states !== undefined) wrong([...at, 'states'], 'states', 'none: its indicator is a number');
  if (figure.unit === undefined)
    return wrong([...at, 'unit'], 'nothing', `the upstream's unit, which converts to "${unit.vi}"`);
  if (conversionOf(figure.unit, unit.vi) !== undefined) return;
  const isKnown = unitOf(figure.unit) !== undefined;
  wrong(
    [...at, 'unit'],
    `"${figure.unit}"${isKnown ? '' : ', a unit that is not known'}`,
    `a unit that converts to "${unit.vi}"`,
  );
}

function checkStates(
  figure: TableFigure,
  states: readonly { readonly id: string }[],
  at: FieldPath,
  wrong: Wrong,
): void {
  const ids = states.map(({ id }) => id);
  if (figure.unit !== undefined)
    wrong([...at, 'unit'], `"${figure.unit}"`, 'no unit: its indicator has states');
  if (figure.states === undefined)
    return wrong([...at, 'states'], 'nothing', "the upstream's words for its states");
  for (const [text, state] of Object.entries(figure.states))
    if (!ids.includes(state)) wrong([...at, 'states', text], `"${state}"`, `a state: ${oneOf(state, ids)}`);
}

function isTimeZone(name: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
