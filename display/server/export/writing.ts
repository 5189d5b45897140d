/** What goes to the thread that writes files, and what comes back: one file at a time, its rows in pieces. */
import type { ExportTable, EXPORT_FORMATS } from '../../../shared/export-table.ts';
import type { Locale } from './words.ts';

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export type TableHead = Omit<ExportTable, 'rows'>;

export type ToWriter =
  | {
      readonly kind: 'begin';
      readonly head: TableHead;
      readonly format: ExportFormat;
      readonly locale: Locale;
    }
  | { readonly kind: 'rows'; readonly rows: ExportTable['rows'] }
  | { readonly kind: 'end' };

export type FromWriter =
  | { readonly kind: 'written'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'failed'; readonly message: string };
