/** A workbook's bytes to grids. Everything is bounded before the parser sees it. */
import readXlsxFile from 'read-excel-file/universal';
import { malformed, tooLarge, type Cell, type Grid } from './grid.ts';
import { attribute, percentStylesOf, scanSheet, type SheetScan } from './sheet-scan.ts';
import { storedZip } from './stored-zip.ts';
import { unpack, zipParts, type ZipBounds } from './zip-parts.ts';

const WORKBOOK = 'xl/workbook.xml';
const RELATIONS = 'xl/_rels/workbook.xml.rels';
const STYLES = 'xl/styles.xml';
/** Parts that hold values; pictures, printer settings and macros are never unpacked. */
const WANTED =
  /^xl\/(workbook\.xml|_rels\/workbook\.xml\.rels|styles\.xml|sharedStrings\.xml|worksheets\/[^/]+\.xml)$/;
/** A percentage has as many digits as a double holds for certain. */
const SURE_DIGITS = 15;

interface Sheet {
  /** Its tag in the workbook's list. */
  readonly tag: string;
  readonly part: string;
}

/**
 * The visible worksheets.
 * @throws UpstreamError `malformed`, `too-large`.
 */
export async function workbookGrids(bytes: Uint8Array, bounds: ZipBounds): Promise<readonly Grid[]> {
  const parts = unpack(
    zipParts(bytes).filter(({ name }) => WANTED.test(name)),
    bounds,
  );
  const texts = new Map([...parts].map(([name, body]) => [name, xmlText(body)]));
  const sheets = visibleSheets(texts);
  if (sheets.length === 0) throw malformed('a workbook without a visible sheet');
  const percentStyles = percentStylesOf(texts.get(STYLES) ?? '');
  const scans = sheets.map(({ part }) => scanSheet(texts.get(part) ?? '', percentStyles));
  const read = await readSheets(withOnly(sheets, parts, texts));
  boundText(read, bounds.maxBytes * MAX_TEXT_GROWTH);
  return read.map(({ sheet, data }, at) => gridOf(sheet, data, scans[at]));
}

/** Entities of a document type are how a small text becomes a large one; no program writes them into a workbook. */
function xmlText(body: Uint8Array): string {
  const text = new TextDecoder('utf-8').decode(body);
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw malformed('a document type, which no workbook has');
  if (/^\uFEFF?<\?xml[^>]*encoding\s*=\s*["'](?!utf-?8["'])/i.test(text))
    throw malformed('a part that is no UTF-8');
  return text;
}

const SHEET_TAG = /<(?:\w+:)?sheet(?=\s)[^<>]*>/g;

function visibleSheets(texts: ReadonlyMap<string, string>): readonly Sheet[] {
  const relations = new Map(
    [...(texts.get(RELATIONS) ?? '').matchAll(/<(?:\w+:)?Relationship(?=\s)[^<>]*>/g)].map(([tag]) => [
      attribute(tag, 'Id'),
      partName(attribute(tag, 'Target') ?? ''),
    ]),
  );
  return [...(texts.get(WORKBOOK) ?? '').matchAll(SHEET_TAG)]
    .map(([tag]) => ({ tag, part: relations.get(relationOf(tag)) ?? '' }))
    .filter(
      ({ tag, part }) =>
        (attribute(tag, 'name') ?? '') !== '' &&
        (attribute(tag, 'state') ?? 'visible') === 'visible' &&
        texts.has(part),
    );
}

/** The parser reads every sheet of the list, so the list is left with those that were bounded. */
function withOnly(
  sheets: readonly Sheet[],
  parts: ReadonlyMap<string, Uint8Array>,
  texts: ReadonlyMap<string, string>,
): ReadonlyMap<string, Uint8Array> {
  const kept = new Set(sheets.map(({ tag }) => tag));
  const list = (texts.get(WORKBOOK) ?? '').replaceAll(SHEET_TAG, (tag) => (kept.has(tag) ? tag : ''));
  return new Map([...parts, [WORKBOOK, new TextEncoder().encode(list)]]);
}

/** `r:id`, whatever its prefix. */
function relationOf(tag: string): string | undefined {
  return /\s\w+:id\s*=\s*["']([^"']*)["']/.exec(tag)?.[1];
}

function partName(target: string): string {
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`;
}

async function readSheets(parts: ReadonlyMap<string, Uint8Array>) {
  try {
    return await readXlsxFile(storedZip(parts));
  } catch {
    // Whatever the parser throws, it throws at this workbook, and its words may quote it.
    throw malformed('a workbook whose parts are not well-formed');
  }
}

/** Many cells may share one text of the workbook's list; more than this many times its size is no report. */
const MAX_TEXT_GROWTH = 4;

function boundText(
  sheets: readonly { readonly data: readonly (readonly unknown[])[] }[],
  most: number,
): void {
  let letters = 0;
  for (const { data } of sheets)
    for (const row of data) {
      for (const cell of row) if (typeof cell === 'string') letters += cell.length;
      if (letters > most) throw tooLarge(`its cells hold more than ${most} letters`);
    }
}

function gridOf(
  name: string,
  rows: readonly (readonly unknown[])[],
  { percents, errors, merges }: SheetScan = { percents: new Set(), errors: [], merges: [] },
): Grid {
  const cells = rows.map((row, at) =>
    row.map((value, column) => cellOf(value, percents.size > 0 && percents.has(`${at}|${column}`))),
  );
  return { name, rows: cells, merges, errors, isRagged: false };
}

function cellOf(value: unknown, isPercent: boolean): Cell {
  if (typeof value === 'number')
    return isPercent ? { percent: Number((value * 100).toPrecision(SURE_DIGITS)) } : value;
  if (value instanceof Date) return dateText(value);
  if (typeof value === 'string') return value.normalize('NFC');
  return typeof value === 'boolean' ? value : undefined;
}

/** Excel's dates have no zone: the parser gives them as if in UTC, and they are read where the office is. */
function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) return '#';
  const [day = '', time = ''] = date.toISOString().slice(0, 19).split('T');
  return time === '00:00:00' ? day : `${day} ${time}`;
}
