/**
 * The text of a query: `{name}` outside of strings and comments is a parameter, never spliced into the text. What is
 * checked here is told to the one who writes the configuration; what protects the server is the read-only transaction
 * and a protocol that takes one statement.
 */

export type Dialect = 'postgresql' | 'mysql';

/** A piece that is code, a parameter, or a literal or comment that is passed on untouched. */
interface Piece {
  readonly kind: 'code' | 'parameter' | 'literal' | 'comment';
  readonly text: string;
}

const PARAMETER = /\{([A-Za-z][A-Za-z0-9_]*)\}/;
/** Where each dialect's literals and comments begin and end; the first that fits a place wins. */
const COMMON = [String.raw`'(?:[^']|'')*'`, String.raw`"(?:[^"]|"")*"`, String.raw`/\*[\s\S]*?\*/`];
const FORMS: Readonly<Record<Dialect, RegExp>> = {
  postgresql: new RegExp(
    [
      PARAMETER.source,
      String.raw`[eE]'(?:[^'\\]|\\[\s\S]|'')*'`,
      ...COMMON,
      String.raw`--[^\n]*`,
      String.raw`\$([A-Za-z_]*)\$[\s\S]*?\$\2\$`,
    ].join('|'),
    'g',
  ),
  mysql: new RegExp(
    [
      PARAMETER.source,
      String.raw`'(?:[^'\\]|\\[\s\S]|'')*'`,
      String.raw`"(?:[^"\\]|\\[\s\S]|"")*"`,
      '`[^`]*`',
      String.raw`/\*[\s\S]*?\*/`,
      String.raw`--[ \t][^\n]*`,
      String.raw`#[^\n]*`,
    ].join('|'),
    'g',
  ),
};

function piecesOf(query: string, dialect: Dialect): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of query.matchAll(FORMS[dialect])) {
    pieces.push({ kind: 'code', text: query.slice(from, match.index) });
    const [text, name] = match;
    if (name !== undefined) pieces.push({ kind: 'parameter', text: name });
    else pieces.push({ kind: /^(\/\*|--|#)/.test(text) ? 'comment' : 'literal', text });
    from = match.index + text.length;
  }
  return [...pieces, { kind: 'code', text: query.slice(from) }];
}

const READS = /^[\s(]*(select|with|values|table)\b/i;

/** What is wrong with a query, in words for the one who wrote it. `known`: names of its parameters. */
export function problemsOfQuery(query: string, dialect: Dialect, known: readonly string[]): string[] {
  const pieces = piecesOf(query.replace(/;\s*$/, ''), dialect);
  const code = pieces.map(({ kind, text }) => (kind === 'code' ? text : ' ')).join('');
  const problems: string[] = [];
  if (!READS.test(code)) problems.push('a query that begins with SELECT, WITH, VALUES or TABLE');
  if (code.includes(';')) problems.push('one statement, without `;` inside');
  if (/\binto\b/i.test(code)) problems.push('a query without INTO, which would write');
  if (pieces.some(({ kind, text }) => kind === 'comment' && /^\/\*M?!/.test(text)))
    problems.push('comments that the server does not run');
  const unknown = namesIn(pieces).filter((name) => !known.includes(name));
  for (const name of new Set(unknown))
    problems.push(`a parameter in place of {${name}}: ${known.join(', ')}`);
  return problems;
}

function namesIn(pieces: readonly Piece[]): string[] {
  return pieces.flatMap(({ kind, text }) => (kind === 'parameter' ? [text] : []));
}

export interface Statement {
  /** With the dialect's own marks in place of the names. */
  readonly text: string;
  /** Names in the order of the values that are sent. */
  readonly names: readonly string[];
}

/** PostgreSQL takes a text without a zone for local time; these carry one, and must keep it. */
const POSTGRESQL_INSTANTS = ['from', 'to'];

export function compileQuery(query: string, dialect: Dialect): Statement {
  const names: string[] = [];
  const mark = (name: string): string => {
    if (dialect === 'mysql') {
      names.push(name);
      return '?';
    }
    const at = names.indexOf(name);
    const number = at >= 0 ? at + 1 : names.push(name);
    return POSTGRESQL_INSTANTS.includes(name) ? `$${number}::timestamptz` : `$${number}`;
  };
  const text = piecesOf(query.replace(/;\s*$/, ''), dialect)
    .map((piece) => (piece.kind === 'parameter' ? mark(piece.text) : piece.text))
    .join('');
  return { text, names };
}
