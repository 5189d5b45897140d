/** CSV text to a grid. The delimiter is named, or proved by the lines themselves. */
import { CsvError, parse } from 'csv-parse/sync';
import { malformed, MAX_CELLS, tooLarge, type Grid } from './grid.ts';

const DELIMITERS = { semicolon: ';', comma: ',', tab: '\t', pipe: '|' } as const;
export const DELIMITER_NAMES = ['auto', 'semicolon', 'comma', 'tab', 'pipe'] as const;
type DelimiterName = (typeof DELIMITER_NAMES)[number];

/** A longer field is no figure and no name. */
const MAX_RECORD_LETTERS = 100_000;
/** Lines from which the delimiter is told. */
const LOOKED_AT = 50;

export function csvGrid(name: string, text: string, delimiter: DelimiterName): Grid {
  if (text.trim() === '') throw malformed('an empty document');
  if (/^\s*<(!doctype|html|\?xml)/i.test(text))
    throw malformed('a page in place of CSV; perhaps a sign-in page');
  const mark = delimiter === 'auto' ? delimiterOf(text) : DELIMITERS[delimiter];
  boundCells(text, mark);
  try {
    const records: string[][] = parse(text, {
      delimiter: mark,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
      max_record_size: MAX_RECORD_LETTERS,
    });
    const rows = records.map((record) => record.map((cell) => cell.trim() || undefined));
    return { name, rows, merges: [], errors: [], isRagged: true };
  } catch (error) {
    // Its own words quote the document.
    if (error instanceof CsvError) throw malformed(`no well-formed CSV (${error.code})`);
    throw error;
  }
}

/** Each delimiter makes a cell, so counting them bounds the parser's memory before it begins. */
function boundCells(text: string, mark: string): void {
  let cells = 1;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charCodeAt(at);
    if (letter === 10 || letter === mark.charCodeAt(0)) cells += 1;
  }
  if (cells > MAX_CELLS) throw tooLarge(`more than ${MAX_CELLS} cells`);
}

/** The one that parts most lines into the same number of cells; of two, the one that makes more cells. */
function delimiterOf(text: string): string {
  const lines = text.split(/\r?\n|\r/u, LOOKED_AT).map((line) => line.replaceAll(/"[^"]*"/g, ''));
  const scores = Object.values(DELIMITERS).map((mark) => {
    const counts = lines.map((line) => line.split(mark).length - 1).filter((count) => count > 0);
    const usual = counts.toSorted((a, b) => frequency(counts, b) - frequency(counts, a) || b - a)[0] ?? 0;
    return { mark, lines: frequency(counts, usual), usual };
  });
  const best = scores.toSorted((a, b) => b.lines - a.lines || b.usual - a.usual)[0];
  if (best === undefined || best.lines === 0)
    throw malformed('no columns: no semicolon, comma, tab or bar parts its lines');
  return best.mark;
}

function frequency(counts: readonly number[], count: number): number {
  return counts.filter((one) => one === count).length;
}
