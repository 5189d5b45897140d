/** The thread that writes files: a workbook of 20,000 rows takes about a second, and frames must not wait for it. */
import { parentPort } from 'node:worker_threads';
import type { ExportCell, ExportTable } from '../../../shared/export-table.ts';
import { writeCsv } from './write-csv.ts';
import { writeWorkbook } from './write-workbook.ts';
import type { ExportFormat, FromWriter, ToWriter } from './writing.ts';
import type { Locale } from './words.ts';

interface Begun extends Extract<ToWriter, { readonly kind: 'begin' }> {
  readonly rows: (readonly ExportCell[])[];
}

export function start(): void {
  if (parentPort === null) throw new Error('this runs as a thread only');
  const port = parentPort;
  let begun: Begun | undefined;
  const say = (said: FromWriter) =>
    port.postMessage(said, said.kind === 'written' ? [said.bytes.buffer] : []);
  port.on('message', (message: ToWriter) => {
    switch (message.kind) {
      case 'begin':
        begun = { ...message, rows: [] };
        break;
      case 'rows':
        begun?.rows.push(...message.rows);
        break;
      case 'end':
        if (begun === undefined) return;
        written({ ...begun.head, rows: begun.rows }, begun).then(
          (bytes) => say({ kind: 'written', bytes }),
          (error: unknown) => say({ kind: 'failed', message: String(error) }),
        );
        begun = undefined;
    }
  });
}

async function written(
  table: ExportTable,
  { format, locale }: { readonly format: ExportFormat; readonly locale: Locale },
): Promise<Uint8Array<ArrayBuffer>> {
  switch (format) {
    case 'csv':
      return ofItsOwn(Buffer.from(writeCsv(table, locale)));
    case 'xlsx':
      return ofItsOwn(await writeWorkbook(table, locale));
    case 'json':
      return ofItsOwn(Buffer.from(JSON.stringify(table)));
  }
}

/** Memory that may be handed over: a small buffer of Node shares its with others. */
function ofItsOwn(bytes: Buffer): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(bytes);
}
