/** The parsers alone, with nothing checked: what reading a file costs at the least. */
import { parse } from 'csv-parse/sync';
import readXlsxFile from 'read-excel-file/node';

export function parseBareJson(bytes: Buffer): number {
  return (JSON.parse(new TextDecoder().decode(bytes)) as unknown[]).length;
}

export function parseBareCsv(bytes: Uint8Array): number {
  const rows: string[][] = parse(Buffer.from(bytes), { delimiter: ';' });
  return rows.length;
}

export async function parseBareWorkbook(bytes: Uint8Array): Promise<number> {
  const sheets = await readXlsxFile(Buffer.from(bytes));
  return sheets.reduce((sum, { data }) => sum + data.length, 0);
}
