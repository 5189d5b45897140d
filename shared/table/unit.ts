/** Units of figures: reading their names, and converting between those of one quantity. Pure. */
import { COUNTED, MULTIPLES, UNIT_NAMES } from './unit-names.ts';

export interface Unit {
  readonly quantity: string;
  readonly factor: number;
}

const NAMED: ReadonlyMap<string, Unit> = new Map([
  ...UNIT_NAMES.flatMap(({ quantity, factor, spellings }) =>
    spellings.map((spelling): [string, Unit] => [spelling, { quantity, factor }]),
  ),
  ...COUNTED.map((thing): [string, Unit] => [thing, { quantity: thing, factor: 1 }]),
]);
/** Longest first: "nghìn tỷ" before "nghìn". */
const PREFIXES = Object.entries(MULTIPLES).toSorted(([a], [b]) => b.length - a.length);

/** A unit's name with one spelling for tỉ/tỷ, ngàn/nghìn and the old and new hoá/hóa. */
function plainUnit(text: string): string {
  return text
    .normalize('NFC')
    .toLocaleLowerCase('vi')
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/(?<!\p{L})tỉ(?!\p{L})/gu, 'tỷ')
    .replace(/(?<!\p{L})(ngàn|ngìn)(?!\p{L})/gu, 'nghìn')
    .replace(/(?<!\p{L})hoá(?!\p{L})/gu, 'hóa');
}

/** The unit of a name such as "tỷ đồng", "nghìn lượt" or "%"; undefined when it is none that we know. */
export function unitOf(text: string): Unit | undefined {
  const name = plainUnit(text);
  // Before the multiples: the "tỷ" of "tỷ lệ" is none.
  const known = NAMED.get(name);
  if (known !== undefined) return known;
  for (const [prefix, multiple] of PREFIXES) {
    if (name === prefix) return { quantity: 'number', factor: multiple };
    const rest = name.startsWith(`${prefix} `) ? NAMED.get(name.slice(prefix.length + 1)) : undefined;
    if (rest !== undefined) return { quantity: rest.quantity, factor: rest.factor * multiple };
  }
  return undefined;
}

/** Whether it is a thing that is counted one by one, as vehicles and dossiers are. */
export function isCounted(text: string): boolean {
  return COUNTED.includes(plainUnit(text));
}

/** Whether two names mean one unit, known to us or not. */
export function isSameUnit(a: string, b: string): boolean {
  const [first, second] = [unitOf(a), unitOf(b)];
  if (first === undefined || second === undefined) return plainUnit(a) === plainUnit(b);
  return first.quantity === second.quantity && first.factor === second.factor;
}

/** Both sides of a factor as whole as they can be, so that no digit is lost to a fraction such as 1/1,000. */
export interface Conversion {
  readonly times: number;
  readonly over: number;
}

/** From one unit to another; undefined where nothing converts them. */
export function conversionOf(from: string, to: string): Conversion | undefined {
  if (isSameUnit(from, to)) return { times: 1, over: 1 };
  const [source, target] = [unitOf(from), unitOf(to)];
  if (source === undefined || target === undefined || source.quantity !== target.quantity) return undefined;
  return source.factor >= target.factor
    ? { times: source.factor / target.factor, over: 1 }
    : { times: 1, over: target.factor / source.factor };
}

/** Digits that a double holds for certain. */
const SURE_DIGITS = 15;

/** The figure in the other unit, without the dust of binary fractions. */
export function convert(value: number, { times, over }: Conversion): number {
  return times === over ? value : Number(((value * times) / over).toPrecision(SURE_DIGITS));
}
