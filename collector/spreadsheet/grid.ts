/** What a CSV and a workbook have in common: rows of cells with a name. */
import { UpstreamError } from '../../shared/errors.ts';

/** A blank cell is undefined. Dates are texts in the document's own civil time. */
export type Cell = string | number | boolean | Percent | undefined;

/** A number that its cell shows as a percentage: 0.25 that people see as 25 %. */
export interface Percent {
  readonly percent: number;
}

export interface Grid {
  readonly name: string;
  readonly rows: readonly (readonly Cell[])[];
  readonly merges: readonly Merge[];
  /** Cells whose formula failed, by what they say. */
  readonly errors: readonly { readonly row: number; readonly column: number; readonly says: string }[];
  /** Whether a row with fewer cells than the header was cut. */
  readonly isRagged: boolean;
}

/** Rows and columns count from 0, both ends included. */
export interface Merge {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** An office's report has some thousand; a quarter of a million is parsed within a second and in about 100 MB. */
export const MAX_CELLS = 250_000;

export function malformed(message: string): UpstreamError {
  return new UpstreamError({ reason: 'malformed', message });
}

export function tooLarge(message: string): UpstreamError {
  return new UpstreamError({ reason: 'too-large', message });
}

/** 0 → A, 26 → AA */
export function columnLetter(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : columnLetter(Math.floor(column / 26) - 1) + last;
}
