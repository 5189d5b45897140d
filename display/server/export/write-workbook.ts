/** A workbook: the table on its first sheet, where it comes from on its second. Numbers are numbers, times are times. */
import writeExcelFile, { type Cell } from 'write-excel-file/node';
import type { ExportCell, ExportColumn, ExportTable } from '../../../shared/export-table.ts';
import { localDate, localTimeText } from './local-time.ts';
import { safeText } from './safe-text.ts';
import { exportWords, type Locale } from './words.ts';

const TIME_FORMAT = 'yyyy-mm-dd hh:mm:ss';
const WIDTHS: Readonly<Record<ExportColumn['kind'], number>> = { text: 26, number: 16, time: 20 };
const ABOUT_WIDTHS = [{ width: 26 }, { width: 90 }];

export async function writeWorkbook(table: ExportTable, locale: Locale): Promise<Buffer> {
  const { title, about, columns, rows, timeZone } = table;
  const words = exportWords[locale];
  const bold = (text: string): Cell => ({ value: safeText(text), type: String, fontWeight: 'bold' });
  const sheets = [
    {
      sheet: sheetName(table, locale),
      columns: columns.map(({ kind }) => ({ width: WIDTHS[kind] })),
      stickyRowsCount: 1,
      data: [
        columns.map(({ name }) => bold(name)),
        ...rows.map((row) => row.map((cell, at) => cellOf(cell, columns[at], timeZone))),
      ],
    },
    {
      sheet: words.aboutSheet,
      columns: ABOUT_WIDTHS,
      data: [
        [bold(title)],
        ...about.map(([label, text]): Cell[] => [bold(label), { value: safeText(text), type: String }]),
      ],
    },
  ];
  return writeExcelFile(sheets).toBuffer();
}

/** Who sees only the sheet of figures must see that they are not those of today. Its name has no colon. */
function sheetName({ knownAtMs, timeZone }: ExportTable, locale: Locale): string {
  const { dataSheet, replayedSheet } = exportWords[locale];
  if (knownAtMs === undefined) return dataSheet;
  return replayedSheet.replace('{time}', localTimeText(knownAtMs, timeZone).replaceAll(':', '.'));
}

function cellOf(cell: ExportCell, column: ExportColumn | undefined, timeZone: string): Cell {
  if (cell === null) return null;
  if (typeof cell === 'string') return { value: safeText(cell), type: String };
  if (column?.kind === 'time') return { value: localDate(cell, timeZone), type: Date, format: TIME_FORMAT };
  const decimals = column?.decimals;
  return { value: cell, type: Number, ...(decimals === undefined ? {} : { format: numberFormat(decimals) }) };
}

function numberFormat(decimals: number): string {
  return decimals === 0 ? '#,##0' : `#,##0.${'0'.repeat(decimals)}`;
}
