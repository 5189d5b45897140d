/** A table as it leaves the wall: as CSV, as a workbook, as JSON, or painted. */

export const EXPORT_FORMATS = ['csv', 'xlsx', 'json'] as const;

export interface ExportColumn {
  readonly name: string;
  /** Cells of `time` are ms since 1970 UTC. */
  readonly kind: 'text' | 'number' | 'time';
  /** Of numbers that all have one unit; absent: as many as each has. */
  readonly decimals?: number | undefined;
}

export type ExportCell = string | number | null;

export interface ExportTable {
  readonly title: string;
  /** Of the file, without its ending: ASCII letters, digits and dashes. */
  readonly fileName: string;
  /** Where it comes from, of when it is and when it was made: label and text. */
  readonly about: readonly (readonly [string, string])[];
  readonly columns: readonly ExportColumn[];
  readonly rows: readonly (readonly ExportCell[])[];
  /** Of a past as it was known at this instant, ms; absent: of the time when it was made. */
  readonly knownAtMs?: number | undefined;
  /** IANA zone of all times that are written out. */
  readonly timeZone: string;
}
