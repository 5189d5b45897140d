/** From the text of a cell to a value of JSON, exactly or not at all. Pure. */

export type Cell = string | number | boolean | null | readonly unknown[] | Readonly<Record<string, unknown>>;

/** A cell that does not fit is refused with words that quote nothing of it. */
export class CellRefused extends Error {}

/** As a driver gives it; NULL is not read at all. */
export type RawCell = string | number;
export type CellReader = (raw: RawCell) => Cell;

const DECIMAL = /^(-?)0*(\d+?)(?:\.(\d*?)0*)?$/;

/**
 * A number where a number is exactly what the text says: 18063800000000.57 is, 0.1234567890123456789 stays text rather
 * than lose a digit.
 */
export function readNumber(raw: RawCell): Cell {
  const text = String(raw);
  const match = DECIMAL.exec(text);
  if (match === null) return readFloat(text);
  const [, sign = '', whole = '', fraction = ''] = match;
  const plain = `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`;
  const value = Number(text);
  if (fraction === '' && Number.isSafeInteger(value)) return value;
  return String(value) === plain ? value : plain;
}

/** Binary floating point: the text is the number. */
export function readFloat(raw: RawCell): Cell {
  const value = raw === '' ? Number.NaN : Number(raw);
  if (!Number.isFinite(value)) throw new CellRefused('no finite number');
  return value;
}

/** Digits that tell every number of 32 bits from its neighbours. */
const FLOAT32_DIGITS = [6, 7, 8, 9];

/** A float of 32 bits that came as its bits: the shortest decimal that means it, 0.1 and not 0.10000000149011612. */
export function readFloat32(raw: RawCell): Cell {
  const value = readFloat(raw) as number;
  const digits = FLOAT32_DIGITS.find((count) => Math.fround(Number(value.toPrecision(count))) === value);
  return digits === undefined ? value : Number(value.toPrecision(digits));
}

export function readText(raw: RawCell): Cell {
  const text = String(raw);
  // The driver puts this letter in place of bytes that are no UTF-8.
  if (text.includes('\uFFFD')) throw new CellRefused('bytes that are no UTF-8');
  return text;
}

export function readBoolean(raw: RawCell): Cell {
  return raw === 't';
}

const DATE = /^\d{4}-\d\d-\d\d$/;
const LOCAL_TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$/;
const INSTANT = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)([+-]\d\d)(?::?(\d\d))?$/;

/** A date, and a time without a zone, stay as they are: `$time` of a mapping reads them in the province's zone. */
export function readDate(raw: RawCell): Cell {
  const text = String(raw);
  if (!DATE.test(text) || Number.isNaN(Date.parse(text))) throw new CellRefused('no date of the calendar');
  return text;
}

export function readLocalTime(raw: RawCell): Cell {
  const text = String(raw);
  if (!LOCAL_TIME.test(text) || Number.isNaN(Date.parse(`${text.replace(' ', 'T')}Z`)))
    throw new CellRefused('no time of the calendar');
  return text;
}

/** An instant, as ISO text in UTC. */
export function readInstant(raw: RawCell): Cell {
  const match = INSTANT.exec(String(raw));
  const [, date, time, hours, minutes = '00'] = match ?? [];
  const atMs = match === null ? Number.NaN : Date.parse(`${date}T${time}${hours}:${minutes}`);
  if (Number.isNaN(atMs)) throw new CellRefused('no time of the calendar');
  return new Date(atMs).toISOString();
}

/** Walks without recursion: the depth is what is in question. */
function isDeeperThan(document: unknown, maxDepth: number): boolean {
  const open: { node: unknown; depth: number }[] = [{ node: document, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, depth } = next;
    if (node === null || typeof node !== 'object') continue;
    if (depth >= maxDepth) return true;
    for (const child of Object.values(node)) open.push({ node: child, depth: depth + 1 });
  }
  return false;
}

export function makeJsonReader(maxDepth: number): CellReader {
  return (raw) => {
    const value = parse(String(raw));
    if (isDeeperThan(value, maxDepth)) throw new CellRefused(`nested deeper than ${maxDepth} levels`);
    return value as Cell;
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new CellRefused('no JSON');
    throw cause;
  }
}
