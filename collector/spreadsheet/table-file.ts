/** One file, of either kind, to the sheets of its document. */
import { z } from 'zod';
import type { Source } from '../../shared/config/source.ts';
import { CHARSETS, decodeText } from './charset.ts';
import { csvGrid, DELIMITER_NAMES } from './csv-grid.ts';
import { malformed, tooLarge, type Grid } from './grid.ts';
import { readSheet, type LayoutSettings, type SheetDocument } from './layout.ts';
import { workbookGrids } from './workbook.ts';

export const csvFields = {
  charset: z.enum(CHARSETS).default('auto').meta({
    description:
      'Character set. `auto`: a byte-order mark, the announced one, or UTF-8; windows-1258 and tcvn3 must be named.',
  }),
  delimiter: z.enum(DELIMITER_NAMES).default('auto').meta({
    description: 'What parts the columns. `auto`: what parts most lines alike.',
  }),
};

export const workbookFields = {
  sheets: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .meta({ description: 'Names of the sheets that are read. Absent: all that are visible.' }),
};

export interface CsvSettings extends LayoutSettings {
  readonly charset: (typeof CHARSETS)[number];
  readonly delimiter: (typeof DELIMITER_NAMES)[number];
}

export interface WorkbookSettings extends LayoutSettings {
  readonly sheets?: readonly string[] | undefined;
}

export interface TableFile {
  readonly sheets: readonly SheetDocument[];
  /** What does not fit, by sheet, row and column. */
  readonly refused: readonly string[];
}

type Limits = Source['limits'];

/** @throws UpstreamError when nothing of the file can be read. */
export function readCsv(bytes: Uint8Array, settings: CsvSettings, announced?: string): TableFile {
  if (bytes.length === 0) throw malformed('an empty document');
  const text = decodeText(bytes, settings.charset, announced);
  return tableFile([csvGrid('csv', text, settings.delimiter)], settings);
}

/** @throws UpstreamError when nothing of the file can be read. */
export async function readWorkbook(
  bytes: Uint8Array,
  settings: WorkbookSettings,
  limits: Limits,
): Promise<TableFile> {
  if (bytes.length === 0) throw malformed('an empty document');
  const grids = await workbookGrids(bytes, limits);
  const { sheets } = settings;
  const missing = sheets?.filter((name) => !grids.some((grid) => grid.name === name)) ?? [];
  if (missing.length > 0) throw malformed(`no visible sheet "${missing[0]}"`);
  return tableFile(
    sheets === undefined ? grids : grids.filter(({ name }) => sheets.includes(name)),
    settings,
  );
}

function tableFile(grids: readonly Grid[], settings: LayoutSettings): TableFile {
  const readings = grids.map((grid) => ({ name: grid.name, reading: readSheet(grid, settings) }));
  const sheets = readings.flatMap(({ reading }) => (reading.kind === 'table' ? [reading.sheet] : []));
  if (sheets.length === 0) throw malformed('no sheet with a header row');
  return {
    sheets,
    refused: readings.flatMap(({ name, reading }) => {
      if (reading.kind === 'table') return reading.refused;
      return reading.kind === 'blank' ? [] : [`sheet "${name}": no header row`];
    }),
  };
}

/** Headings are repeated in every row, so a document may be some times its file. */
const MAX_GROWTH = 4;

/** Files as the document of a mapping, in JSON. */
export function documentJson(
  document: { readonly name?: string; readonly sheets: readonly SheetDocument[] },
  { maxBytes }: Limits,
): Uint8Array {
  boundLetters(document.sheets, maxBytes * MAX_GROWTH);
  return new TextEncoder().encode(JSON.stringify(document));
}

/** About what a number takes. */
const NUMBER_LETTERS = 8;

/** Counted before it is written: a text that many cells share is one in the workbook, and many in a document. */
function boundLetters(sheets: readonly SheetDocument[], most: number): void {
  let letters = 0;
  for (const { rows, title } of sheets) {
    letters += title.length;
    for (const row of rows) {
      for (const name in row) {
        const value = row[name];
        letters += name.length + (typeof value === 'string' ? value.length : NUMBER_LETTERS);
      }
      if (letters > most) throw tooLarge(`its cells hold more than ${most} letters`);
    }
  }
}
