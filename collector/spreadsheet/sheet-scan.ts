/**
 * What a sheet's XML says besides its values, and how much of it there is. Read before the parser sees it: one cell in the
 * last row and column of an empty sheet makes a parser fill in 17 thousand million blanks.
 */
import { malformed, MAX_CELLS, tooLarge, type Grid, type Merge } from './grid.ts';

export interface SheetScan extends Pick<Grid, 'merges' | 'errors'> {
  /** Cells, as `row|column` from 0, that show their number as a percentage. */
  readonly percents: ReadonlySet<string>;
}

/** Cells of the rectangle that the sheet spans, blanks included. */
const MAX_SPAN = 4 * MAX_CELLS;
const MAX_MERGES = 20_000;
const ADDRESS = /^([A-Z]{1,3})([1-9]\d{0,6})$/;

/** By attribute; a sheet has a few, asked for hundreds of thousands of times. */
const PATTERNS = new Map<string, RegExp>();

/** An attribute of a tag, entities resolved. */
export function attribute(tag: string, name: string): string | undefined {
  let pattern = PATTERNS.get(name);
  if (pattern === undefined) {
    pattern = new RegExp(`\\s(?:\\w+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`);
    PATTERNS.set(name, pattern);
  }
  const match = pattern.exec(tag);
  return (match?.[1] ?? match?.[2])?.replaceAll(
    /&(amp|lt|gt|quot|apos);/g,
    (_whole, entity: string) => ENTITIES[entity] ?? '',
  );
}
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** @param percentStyles numbers of the cell styles that show percentages. */
export function scanSheet(xml: string, percentStyles: ReadonlySet<number>): SheetScan {
  const percents = new Set<string>();
  const errors: { row: number; column: number; says: string }[] = [];
  const merges: Merge[] = [];
  let cells = 0;
  let lastRow = 0;
  let lastColumn = 0;
  for (const match of xml.matchAll(/<(?:\w+:)?(c|row|mergeCell)(?=[\s/>])([^<>]*)>/g)) {
    const [whole, kind, tag = ''] = match;
    if (kind === 'mergeCell') {
      if (merges.push(mergeOf(attribute(tag, 'ref') ?? '')) > MAX_MERGES)
        throw tooLarge('too many merged cells');
      continue;
    }
    if (kind === 'row') {
      const row = attribute(tag, 'r');
      if (row !== undefined && !/^[1-9]\d{0,6}$/.test(row)) throw malformed('a row without a number');
      lastRow = Math.max(lastRow, Number(row ?? 0));
      continue;
    }
    cells += 1;
    if (cells > MAX_CELLS) throw tooLarge(`more than ${MAX_CELLS} cells`);
    const { row, column } = addressOf(attribute(tag, 'r') ?? '');
    lastRow = Math.max(lastRow, row + 1);
    lastColumn = Math.max(lastColumn, column + 1);
    const style = attribute(tag, 's');
    if (style !== undefined && percentStyles.has(Number(style))) percents.add(`${row}|${column}`);
    if (attribute(tag, 't') === 'e' && !tag.endsWith('/'))
      errors.push({ row, column, says: errorText(xml, match.index + whole.length) });
  }
  if (lastRow * lastColumn > MAX_SPAN) throw tooLarge(`spans ${lastRow} rows by ${lastColumn} columns`);
  return { percents, errors, merges };
}

/** `#DIV/0!` and its like are short; anything longer is not repeated. */
function errorText(xml: string, from: number): string {
  return /<v>(#[A-Z/0-9!?]{1,12})<\/v>/.exec(xml.slice(from, from + 2_000))?.[1] ?? 'an error';
}

function addressOf(text: string): { row: number; column: number } {
  const match = ADDRESS.exec(text);
  if (match === null) throw malformed('a cell without an address');
  const letters = match[1] ?? '';
  let column = 0;
  for (let index = 0; index < letters.length; index += 1)
    column = column * 26 + letters.charCodeAt(index) - 64;
  return { row: Number(match[2]) - 1, column: column - 1 };
}

function mergeOf(text: string): Merge {
  const [from = '', to = from] = text.split(':');
  const [start, end] = [addressOf(from), addressOf(to)];
  return { top: start.row, left: start.column, bottom: end.row, right: end.column };
}

/** Number formats that every program knows: 0% and 0.00%. */
const BUILT_IN_PERCENTS = ['9', '10'];

/** Which of the cell styles show their number as a percentage. */
export function percentStylesOf(stylesXml: string): ReadonlySet<number> {
  const formats = new Set(BUILT_IN_PERCENTS);
  for (const [, tag = ''] of stylesXml.matchAll(/<(?:\w+:)?numFmt(?=\s)([^<>]*)>/g)) {
    const code = (attribute(tag, 'formatCode') ?? '').replaceAll(/"[^"]*"|\\./g, '');
    if (code.includes('%')) formats.add(attribute(tag, 'numFmtId') ?? '');
  }
  // One after the other: a pattern from the first to the last would look to the end from every one of many.
  const from = /<(?:\w+:)?cellXfs(?=[\s>])/.exec(stylesXml)?.index ?? stylesXml.length;
  const after = stylesXml.slice(from);
  const cellStyles = after.slice(0, Math.max(0, after.search(/<\/(?:\w+:)?cellXfs>/)));
  const styles = [...cellStyles.matchAll(/<(?:\w+:)?xf(?=[\s/>])([^<>]*)>/g)];
  return new Set(
    styles.flatMap(([, tag = ''], at) => (formats.has(attribute(tag, 'numFmtId') ?? '') ? [at] : [])),
  );
}
