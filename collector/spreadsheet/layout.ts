/** Where the table of a sheet is: title rows and captions above a header of one or more rows, and what ends it below. */
import { z } from 'zod';
import { columnLetter, MAX_CELLS, tooLarge, type Cell, type Grid } from './grid.ts';

const MAX_HEADER_ROWS = 6;

export const layoutFields = {
  headerWith: z.string().min(1).optional().meta({
    description:
      'A heading that stands in the first row of the header. Absent: the first row of at least two texts and no numbers.',
  }),
  headerRows: z.number().int().min(1).max(MAX_HEADER_ROWS).optional().meta({
    description: 'Rows of the header, joined by " / ". Absent: as many as its merged cells span, in CSV one.',
  }),
  footer: z
    .array(z.string().min(1))
    .default(['Người lập', 'Người báo cáo', 'Thủ trưởng', 'Nơi nhận', 'Ghi chú', 'Nguồn'])
    .meta({ description: 'A row that begins with one of these words ends the table.' }),
};

export interface LayoutSettings {
  readonly headerWith?: string | undefined;
  readonly headerRows?: number | undefined;
  readonly footer: readonly string[];
}

export type Fields = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export interface SheetDocument {
  readonly name: string;
  /** What stands above the header, line by line. */
  readonly title: string;
  /** What follows "Đơn vị:", mostly above the header; several that differ are joined, and agree with no unit. */
  readonly unitCaption?: string;
  /** Headings and the letters of their columns. */
  readonly columns: Readonly<Record<string, string>>;
  /** Blank cells are absent; `@row` is the row's number, `@percent` names the cells that are percentages. */
  readonly rows: readonly Fields[];
}

export type SheetReading =
  | { readonly kind: 'table'; readonly sheet: SheetDocument; readonly refused: readonly string[] }
  | { readonly kind: 'blank' }
  | { readonly kind: 'no-header' };

interface Header {
  readonly top: number;
  readonly bottom: number;
  /** By column; undefined where no heading stands. */
  readonly headings: readonly (string | undefined)[];
}

const CAPTION = /(?<!\p{L})(?:đơn vị(?: tính)?|đvt)\s*:\s*([^();\n]*)/iu;

export function readSheet(grid: Grid, settings: LayoutSettings): SheetReading {
  if (grid.rows.every((row) => row.every((cell) => cell === undefined))) return { kind: 'blank' };
  const header = headerOf(grid, settings);
  if (header === undefined) return { kind: 'no-header' };
  const above = grid.rows.slice(0, header.top).flatMap((row) => distinct(row.map(textOf)).join(' ') || []);
  const caption = captionOf(grid, header);
  const { found, refused } = tableRows(grid, header, settings);
  const columns = Object.fromEntries(
    header.headings.flatMap((heading, at) => (heading === undefined ? [] : [[heading, columnLetter(at)]])),
  );
  const sheet = {
    name: grid.name,
    title: above.join('\n'),
    ...(caption === undefined ? {} : { unitCaption: caption }),
    columns,
    rows: found,
  };
  return { kind: 'table', sheet, refused };
}

/** Of the lines above the header the last; of those between or below the rows all, since each speaks of the table. */
function captionOf({ rows }: Grid, { top, bottom }: Header): string | undefined {
  const below = rows.slice(bottom + 1).filter(isCaptionRow);
  const last = rows
    .slice(0, top)
    .flatMap((row) => captionIn(row) ?? [])
    .at(-1);
  const all = new Set([last, ...below.map(captionIn)].filter((one) => one !== undefined));
  return all.size === 0 ? undefined : [...all].join(' | ');
}

/** The unit stands behind the words in their cell, or in the next one that is not blank. */
function captionIn(row: readonly Cell[]): string | undefined {
  const texts = row.map(textOf).filter((text) => text !== '');
  const at = texts.findIndex((text) => CAPTION.test(text));
  const inside = CAPTION.exec(texts[at] ?? '')?.[1]?.trim();
  return inside === '' ? texts[at + 1]?.trim() : inside;
}

/** A row that says the unit and holds no figure: it is neither a header nor one of the table's. */
function isCaptionRow(row: readonly Cell[]): boolean {
  // Most rows hold a figure, which is seen soon.
  for (const cell of row) if (cell !== undefined && NUMBER.test(textOf(cell))) return false;
  return captionIn(row) !== undefined;
}

function headerOf(grid: Grid, { headerWith, headerRows }: LayoutSettings): Header | undefined {
  const wanted = headerWith === undefined ? undefined : heading(headerWith);
  const top = grid.rows.findIndex((row) =>
    wanted === undefined ? looksLikeHeader(row) : row.some((cell) => heading(textOf(cell)) === wanted),
  );
  if (top === -1) return undefined;
  const spans = grid.merges.filter((merge) => merge.top === top).map((merge) => merge.bottom);
  const bottom = headerRows === undefined ? Math.max(top, ...spans) : top + headerRows - 1;
  const rows = fillMerged(grid, { from: top, to: bottom, isWide: true });
  const parts = rows.map((row, at) => {
    // CSV has no merged cells: a heading above several columns stands over the first of them.
    const isSpread = grid.isRagged && top + at < bottom;
    return isSpread ? spread(row) : row;
  });
  const width = Math.max(...parts.map((row) => row.length));
  const taken = new Map<string, number>();
  const headings = Array.from({ length: width }, (_, column) => {
    const joined = distinct(parts.map((row) => heading(textOf(row[column])))).join(' / ');
    if (joined === '') return undefined;
    const count = (taken.get(joined) ?? 0) + 1;
    taken.set(joined, count);
    return count === 1 ? joined : `${joined} (${count})`;
  });
  return { top, bottom, headings };
}

const NUMBER = /^[\d.,%\s-]+$/u;

function looksLikeHeader(row: readonly Cell[]): boolean {
  const cells = row.filter((cell) => cell !== undefined);
  const isText = cells.every((cell) => typeof cell === 'string' && !NUMBER.test(cell));
  return new Set(cells).size > 1 && isText && captionIn(row) === undefined;
}

function spread(row: readonly Cell[]): readonly Cell[] {
  let last: Cell;
  return row.map((cell) => (last = cell ?? last));
}

function tableRows(
  grid: Grid,
  { top, bottom, headings }: Header,
  { footer }: LayoutSettings,
): { found: readonly Fields[]; refused: readonly string[] } {
  const found: Fields[] = [];
  const refused: string[] = [];
  const width = headings.length;
  const rows = fillMerged(grid, { from: bottom + 1, to: grid.rows.length - 1, isWide: false });
  for (const [index, row] of rows.entries()) {
    const at = bottom + 1 + index;
    if (row.every((cell) => cell === undefined) || isCaptionRow(row)) continue;
    const first = textOf(row.find((cell) => cell !== undefined)).toLocaleLowerCase('vi');
    if (footer.some((word) => first.startsWith(word.toLocaleLowerCase('vi')))) break;
    if (at === bottom + 1 && isNumbering(row)) continue;
    if (grid.isRagged && row.length < width && row.length < (grid.rows[top]?.length ?? 0))
      refused.push(`row ${at + 1} has ${row.length} cells, its header ${width}`);
    else found.push(fieldsOf(row, at, headings));
  }
  const last = Number(found.at(-1)?.['@row'] ?? 0);
  for (const { row, column, says } of grid.errors)
    if (row > bottom && row < last)
      refused.push(`row ${row + 1}, column ${columnLetter(column)} "${headings[column] ?? ''}": ${says}`);
  return { found, refused: refused.map((words) => `sheet "${grid.name}", ${words}`) };
}

/** Fewer numbers in a row may be figures, unless a letter leads them. */
const SURELY_NUMBERED = 5;

/** `A | B | 1 | 2 | 3=2/1`: the columns are numbered below the header of many official tables. */
function isNumbering(row: readonly Cell[]): boolean {
  const texts = row.map(textOf).filter((text) => text !== '');
  const letters = texts.filter((text) => /^\(?\p{Lu}\)?$/u.test(text)).length;
  const numbers = texts.flatMap((text) => /^\(?(\d{1,2})\)?(?: ?=.*)?$/u.exec(text)?.[1] ?? []).map(Number);
  const isEverything = letters + numbers.length === texts.length && texts.length > 1;
  const isSure = letters > 0 || numbers.length >= SURELY_NUMBERED;
  return isEverything && isSure && numbers.every((number, at) => number === at + 1);
}

function fieldsOf(row: readonly Cell[], at: number, headings: readonly (string | undefined)[]): Fields {
  const fields: Record<string, string | number | boolean | readonly string[]> = { '@row': at + 1 };
  const percents: string[] = [];
  for (const [column, cell] of row.entries()) {
    if (cell === undefined) continue;
    const name = headings[column] ?? `[${columnLetter(column)}]`;
    if (typeof cell === 'object') percents.push(name);
    fields[name] = typeof cell === 'object' ? cell.percent : cell;
  }
  return percents.length === 0 ? fields : { ...fields, '@percent': percents };
}

/** Most cells that merged ones may fill, so that a few that span everything cost nothing. */
const MAX_FILLED = 4 * MAX_CELLS;

/**
 * The rows with the texts of merged cells in every row of them, and in every column where `isWide`. A number would be
 * counted several times, and a title across the table is no figure of its columns.
 */
function fillMerged(
  { rows, merges }: Grid,
  { from, to, isWide }: { readonly from: number; readonly to: number; readonly isWide: boolean },
): readonly (readonly Cell[])[] {
  const part: Cell[][] = rows.slice(from, to + 1).map((row) => [...row]);
  const width = Math.max(0, ...part.slice(0, MAX_HEADER_ROWS).map((row) => row.length));
  let count = 0;
  for (const { top, left, bottom, right } of merges) {
    const value = rows[top]?.[left];
    if (typeof value !== 'string' || top < from || top > to) continue;
    for (let row = top; row <= Math.min(bottom, to, rows.length - 1); row += 1)
      for (let column = left; column <= (isWide ? Math.min(right, width - 1) : left); column += 1) {
        count += 1;
        if (count > MAX_FILLED) throw tooLarge('merged cells that span too much');
        const cells = part[row - from];
        if (cells !== undefined) cells[column] ??= value;
      }
  }
  return part;
}

/** A heading is repeated in every row. */
const MAX_HEADING_LETTERS = 200;

function heading(text: string): string {
  return text.slice(0, MAX_HEADING_LETTERS).replace(/\s+/gu, ' ').trim();
}

function distinct(texts: readonly string[]): readonly string[] {
  return texts.filter((text, at) => text !== '' && text !== texts[at - 1]);
}

function textOf(cell: Cell): string {
  if (cell === undefined) return '';
  return typeof cell === 'object' ? `${cell.percent}%` : String(cell);
}
