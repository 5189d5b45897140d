/** The value of a figure in its indicator's unit, or why it cannot be had. */
import type { TableMapping } from '../../../shared/config/table-mapping.ts';
import { readNumber, type ReadNumber } from '../../../shared/table/number-text.ts';
import { convert, isSameUnit, unitOf } from '../../../shared/table/unit.ts';
import type { FigurePlan } from './plan.ts';
import { quote, textOf, valueAt, type Row } from './rows.ts';
import { Unreadable } from './when.ts';

/** @param column the figure's column as the document names it. */
export function figureValue(
  row: Row,
  figure: FigurePlan,
  table: TableMapping,
  column: string,
): number | string | null {
  const given = valueAt(row, column);
  if (given === null || table.none.includes(textOf(given).trim())) return null;
  if (figure.states !== undefined) {
    const state = figure.states[textOf(given).trim()];
    if (state === undefined) throw new Unreadable(`${quote(given)} is none of the words for its states`);
    return state;
  }
  checkUnits(row, figure, table, column);
  const { value, isPercent } = numberOf(row, column, table.decimal);
  // "25%" is 25 where percent is asked for, and a quarter where a ratio is; anything else contradicts itself.
  const percentAs = isPercent ? unitOf(figure.unit ?? '') : undefined;
  if (isPercent && percentAs?.quantity !== 'ratio')
    throw new Unreadable(`${quote(given)} is a percentage, and its unit is ${figure.unit}`);
  const inUnit = percentAs === undefined ? value : convert(value, { times: 1, over: percentAs.factor });
  return figure.conversion === undefined ? inUnit : convert(inUnit, figure.conversion);
}

function numberOf(row: Row, column: string, decimal: TableMapping['decimal']): ReadNumber {
  const given = valueAt(row, column);
  if (typeof given === 'number') return { value: given, isPercent: isPercentCell(row, column) };
  const read = typeof given === 'string' ? readNumber(given.trim(), decimal) : undefined;
  if (read === undefined) throw new Unreadable(`${quote(given)} is no number`);
  return read;
}

/** A workbook's cell that shows its number as a percentage, and gives it as one. */
function isPercentCell({ fields }: Row, column: string): boolean {
  const percents = fields['@percent'];
  return Array.isArray(percents) && percents.includes(column);
}

/** The unit of a heading: "Doanh thu (tỷ đồng)". */
const HEADING_UNIT = /\(([^()]+)\)\s*$/u;

/** Whoever speaks last about the unit is believed: the row, then the heading, then the caption of the table. */
function checkUnits(row: Row, figure: FigurePlan, table: TableMapping, column: string): void {
  const wanted = figure.unit ?? '';
  const ofRow = table.unitFrom === undefined ? '' : textOf(valueAt(row, table.unitFrom)).trim();
  if (ofRow !== '') return agree(wanted, ofRow, 'its row');
  const heading = HEADING_UNIT.exec(column)?.[1];
  if (heading !== undefined && unitOf(heading) !== undefined) return agree(wanted, heading, 'its heading');
  if (!figure.captionApplies) return;
  const caption = textOf(valueAt(row, table.caption)).trim();
  if (caption !== '') agree(wanted, caption, 'the caption of its table');
}

function agree(wanted: string, said: string, who: string): void {
  if (!isSameUnit(wanted, said))
    throw new Unreadable(`${who} says ${quote(said)}, and the mapping "${wanted}"`);
}
