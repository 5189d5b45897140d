/** Rows, one after the other, to the document `{ rows: [...] }`, within the source's bounds. */
import { UpstreamError } from '../../shared/errors.ts';
import type { DocumentAnswer } from '../connector.ts';
import { CellRefused, type Cell, type CellReader, type RawCell } from './cell-readers.ts';

export interface Column {
  readonly name: string;
  /** Absent: cells of this type are not read at all, and `why` says so. */
  readonly read?: CellReader;
  readonly why?: string;
}

export type RawRow = readonly (RawCell | null)[];

export interface RowBounds {
  readonly maxRows: number;
  readonly maxBytes: number;
  /** Name of the column that says where the next poll begins. */
  readonly cursor?: string | undefined;
}

/** Whoever reads the refusals needs the first of them; a million would hide it. */
const MAX_REFUSED_WORDS = 100;
const MAX_NAME_LETTERS = 60;

export class RowsDocument {
  private readonly texts: string[] = [];
  /** Of each kept row, what its cursor column said. */
  private readonly cursors: (RawCell | null)[] = [];
  private readonly refused: string[] = [];
  private readonly keys: readonly string[];
  private readonly cursorAt: number;
  private bytes = 0;
  private unsaid = 0;
  private isCut = false;

  constructor(
    private readonly columns: readonly Column[],
    private readonly bounds: RowBounds,
  ) {
    const names = columns.map(({ name }) => name);
    this.keys = names.map((name) => `${JSON.stringify(name)}:`);
    const twice = names.find((name, at) => names.indexOf(name) !== at);
    if (twice !== undefined) throw wrongQuery(`two columns named "${shortName(twice)}"`);
    this.cursorAt = bounds.cursor === undefined ? -1 : names.indexOf(bounds.cursor);
    if (bounds.cursor !== undefined && this.cursorAt < 0) throw wrongQuery('no column of the cursor’s name');
    for (const { name, read, why } of columns)
      if (read === undefined) this.refuse(`column "${shortName(name)}": ${why ?? 'not read'}`);
  }

  /** False when no further row is wanted. */
  add(row: RawRow): boolean {
    if (this.texts.length >= this.bounds.maxRows) {
      if (this.cursorAt < 0) throw tooLarge(`more than ${this.bounds.maxRows} rows`);
      this.cutBefore(row[this.cursorAt] ?? null);
      return false;
    }
    const text = this.rowText(row);
    this.bytes += Buffer.byteLength(text) + 1;
    if (this.bytes > this.bounds.maxBytes) throw tooLarge(`more than ${this.bounds.maxBytes} bytes`);
    this.texts.push(text);
    this.cursors.push(this.cursorAt < 0 ? null : (row[this.cursorAt] ?? null));
    return true;
  }

  /** @param lastState what the poll was given, kept where no row came. */
  answer(lastState: string | undefined): Pick<DocumentAnswer, 'json' | 'state' | 'refused'> {
    const refused = this.unsaid === 0 ? this.refused : [...this.refused, `and ${this.unsaid} more cells`];
    const json = new TextEncoder().encode(`{"rows":[${this.texts.join(',')}]}`);
    const last = this.cursors.at(-1) ?? undefined;
    const state = this.cursorAt < 0 ? undefined : last === undefined ? lastState : String(last);
    return { json, state, ...(refused.length === 0 ? {} : { refused }) };
  }

  get head() {
    const rows = `${this.texts.length} rows${this.isCut ? ', more wait for the next poll' : ''}`;
    return { status: rows, headers: {}, bytes: this.bytes };
  }

  /** Rows that share their cursor with one that is left out are left for the next poll too, or it would miss that one. */
  private cutBefore(next: RawCell | null): void {
    this.isCut = true;
    while (this.cursors.length > 0 && this.cursors.at(-1) === next) {
      this.cursors.pop();
      this.texts.pop();
    }
    if (this.cursors.length === 0) throw tooLarge(`more than ${this.bounds.maxRows} rows of one cursor`);
  }

  /** Written cell by cell: an object for each row would cost more than the rest together. */
  private rowText(row: RawRow): string {
    let text = '';
    for (let at = 0; at < this.columns.length; at += 1) {
      const cell = this.cellAt(row, at);
      if (cell !== undefined) text += `${text === '' ? '' : ','}${this.keys[at]}${JSON.stringify(cell)}`;
    }
    return `{${text}}`;
  }

  /** Undefined: refused. */
  private cellAt(row: RawRow, at: number): Cell | undefined {
    const raw = row[at] ?? null;
    const { name = '', read } = this.columns[at] ?? {};
    if (read === undefined || raw === null) return read === undefined ? undefined : null;
    try {
      return read(raw);
    } catch (error) {
      if (!(error instanceof CellRefused)) throw error;
      this.refuse(`row ${this.texts.length + 1}, column "${shortName(name)}": ${error.message}`);
      return undefined;
    }
  }

  private refuse(words: string): void {
    if (this.refused.length < MAX_REFUSED_WORDS) this.refused.push(words);
    else this.unsaid += 1;
  }
}

/** Names are those of the query, but a server may say others. */
function shortName(name: string): string {
  return name.replaceAll(/\p{C}/gu, '?').slice(0, MAX_NAME_LETTERS);
}

function wrongQuery(message: string): UpstreamError {
  return new UpstreamError({ reason: 'client', message });
}

function tooLarge(message: string): UpstreamError {
  return new UpstreamError({ reason: 'too-large', message });
}
