/**
 * CSV as spreadsheets of the locale open it: UTF-8 with a mark; `vi`: parted by semicolons, decimal comma; `en`: parted
 * by commas, decimal point. First what it is and where it comes from, then an empty line, then the table. Pure.
 */
import type { ExportCell, ExportColumn, ExportTable } from '../../../shared/export-table.ts';
import { localTimeText } from './local-time.ts';
import { safeText } from './safe-text.ts';
import type { Locale } from './words.ts';

const MARK = '\uFEFF';
const LINE_END = '\r\n';
const SEPARATOR: Readonly<Record<Locale, string>> = { vi: ';', en: ',' };
const POINT: Readonly<Record<Locale, string>> = { vi: ',', en: '.' };

export function writeCsv(table: ExportTable, locale: Locale): string {
  const { title, about, columns, rows, timeZone } = table;
  const separator = SEPARATOR[locale];
  const line = (cells: readonly string[]) => cells.map((cell) => quoted(cell, separator)).join(separator);
  const lines = [
    line([safeText(title)]),
    ...about.map(([label, text]) => line([safeText(label), safeText(text)])),
    '',
    line(columns.map(({ name }) => safeText(name))),
    ...rows.map((row) => line(row.map((cell, at) => cellText(cell, columns[at], timeZone, POINT[locale])))),
  ];
  return MARK + lines.join(LINE_END) + LINE_END;
}

function cellText(
  cell: ExportCell,
  column: ExportColumn | undefined,
  timeZone: string,
  point: string,
): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return safeText(cell);
  if (column?.kind === 'time') return localTimeText(cell, timeZone);
  return plainNumber(cell).replace('.', point);
}

/** All digits: a workbook that shows 1e21 as a word has lost the number. */
function plainNumber(value: number): string {
  const text = String(value);
  return text.includes('e')
    ? value.toLocaleString('en-US', { useGrouping: false, maximumSignificantDigits: 17 })
    : text;
}

function quoted(text: string, separator: string): string {
  return new RegExp(`["\\r\\n${separator}]`).test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
