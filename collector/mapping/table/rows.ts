/** Finding the rows of a document, and the fields of a row or of what holds it. */

/** A row, and outwards from it everything that holds it; the last is the document. */
export interface Row {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly holders: readonly unknown[];
  /** Counts from 0 among its neighbours. */
  readonly at: number;
}

const MAX_ROWS = 200_000;
const STEP = /^([^[\]]*)(?:\[(.+)\])?$/u;

interface Node {
  readonly value: unknown;
  readonly holders: readonly unknown[];
  readonly at: number;
}

/** Undefined where the way ends in nothing; an empty list is a way that leads to no rows. */
export function rowsAt(document: unknown, way: string): readonly Row[] | undefined {
  let nodes: readonly Node[] = [{ value: document, holders: [], at: 0 }];
  let isEmptyList = Array.isArray(document) && document.length === 0;
  const steps = way === '$' ? [] : way.split('.');
  nodes = nodes.flatMap(members);
  for (const step of steps) {
    const [, name = '', wanted] = STEP.exec(step) ?? [];
    const next = nodes.flatMap(({ value, holders }) => {
      const below = fieldOf(value, name);
      if (below === undefined || below === null) return [];
      if (Array.isArray(below) && below.length === 0) isEmptyList = true;
      return members({ value: below, holders: [value, ...holders], at: 0 });
    });
    nodes = wanted === undefined ? next : next.filter(({ value }) => fieldOf(value, 'name') === wanted);
  }
  if (nodes.length === 0 && !isEmptyList) return undefined;
  return nodes
    .slice(0, MAX_ROWS)
    .flatMap(({ value, holders, at }) =>
      isFields(value) ? [{ fields: value, holders, at } satisfies Row] : [],
    );
}

function members(node: Node): readonly Node[] {
  if (!Array.isArray(node.value)) return [node];
  return node.value.map((value: unknown, at) => ({ value, holders: node.holders, at }));
}

function isFields(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function fieldOf(value: unknown, name: string): unknown {
  return isFields(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** `name`, `name.below`, `../name` or `/name`. A heading may hold dots, so the whole name is tried first. */
export function valueAt(row: Row, path: string): unknown {
  if (path.startsWith('/')) return below(row.holders.at(-1) ?? row.fields, path.slice(1));
  const ups = /^(?:\.\.\/)*/u.exec(path)?.[0].length ?? 0;
  const level = ups / '../'.length;
  const from = level === 0 ? row.fields : row.holders[level - 1];
  return below(from, path.slice(ups));
}

function below(from: unknown, name: string): unknown {
  const whole = fieldOf(from, name);
  if (whole !== undefined || !name.includes('.')) return whole;
  return name.split('.').reduce(fieldOf, from);
}

/** The columns of a sheet, by heading and letter; undefined where what holds the rows is no sheet. */
export function columnsOf(row: Row): Readonly<Record<string, string>> | undefined {
  const columns = fieldOf(row.holders[0], 'columns');
  return isFields(columns) ? (columns as Record<string, string>) : undefined;
}

/** Where a value stands, for people: by file, sheet, row and column in a workbook, else by the row's number. */
export function placeOfValue(row: Row, column?: string): string {
  const letter = column === undefined ? undefined : columnsOf(row)?.[column];
  const heading =
    column === undefined ? '' : `, column ${letter === undefined ? '' : `${letter} `}"${cut(column)}"`;
  const number = row.fields['@row'];
  if (typeof number !== 'number') return `row ${row.at + 1}${heading}`;
  return `${sheetWords(row)}, row ${number}${heading}`;
}

/** `report.xlsx, sheet "Tháng"` */
export function sheetWords(row: Row): string {
  const file = textOf(fieldOf(row.holders[1], 'name'));
  const sheet = `sheet "${cut(textOf(fieldOf(row.holders[0], 'name')))}"`;
  return file === '' ? sheet : `${cut(file)}, ${sheet}`;
}

const MAX_QUOTED_LETTERS = 40;

/** A few letters of what came, never a whole payload. */
export function quote(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'an object';
  return `"${cut(textOf(value))}"`;
}

function cut(text: string): string {
  return text.length > MAX_QUOTED_LETTERS ? `${text.slice(0, MAX_QUOTED_LETTERS)}…` : text;
}

/** The text of a code, name or time; objects have none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}
